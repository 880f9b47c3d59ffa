package app.orqen.tools;

import app.orqen.tools.ToolList.Element;
import java.util.List;

/** Ranks by words alone. */
final class LexicalRanker implements Ranker {

  private final LexicalScorer scorer = new LexicalScorer();

  @Override
  public Ranking rank(List<Element> tools, Conversation conversation, TimeBudget budget) {
    return Ranking.of(scorer.scores(tools, conversation), Routing.KEYWORD);
  }
}
