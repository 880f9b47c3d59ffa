package app.orqen.tools.rank;

import app.orqen.tools.embed.QueryVectors;
import app.orqen.tools.embed.ToolVectors;
import app.orqen.tools.embed.Vectors;
import app.orqen.tools.read.Conversation;
import app.orqen.tools.read.LexicalDocument;
import app.orqen.tools.read.TimeBudget;
import app.orqen.tools.read.ToolList.Element;
import java.util.ArrayList;
import java.util.List;

/** Ranks by shared words and, as soon as all vectors are there, by meaning too. */
public final class HybridRanker implements Ranker {

  /** Weights of the standardised scores, that of shared words being 1. */
  private static final double MEANING = 1.4;
  private static final double NAME = 0.2;
  private static final double FAMILY = 0.5;

  private final ToolVectors toolVectors;
  private final QueryVectors queryVectors;

  public HybridRanker(ToolVectors toolVectors, QueryVectors queryVectors) {
    this.toolVectors = toolVectors;
    this.queryVectors = queryVectors;
  }

  @Override
  public Ranking rank(List<Element> tools, Conversation conversation, TimeBudget budget) {
    return rank(tools, conversation, Prior.NONE, budget);
  }

  @Override
  public Ranking rank(List<Element> tools, Conversation conversation, Prior prior, TimeBudget budget) {
    Intent intent = Intent.of(conversation);
    List<LexicalDocument> documents = tools.stream().map(element -> element.tool().words()).toList();
    Bm25 lexical = new Bm25(documents);
    double[] whole = Vectors.standardise(lexical.scores(intent.words()));
    Vectors.add(Vectors.standardise(lexical.nameCoverage(intent.words())), NAME, whole);
    double[][] parts = new double[intent.parts().size()][];
    for (int i = 0; i < parts.length; i++) {
      parts[i] = Vectors.standardise(lexical.scores(intent.parts().get(i)));
    }
    budget.check();
    boolean semantic = addMeaning(tools, intent, conversation, whole, parts, budget);
    budget.check();
    Prerequisites.add(documents, intent.words(), whole);
    if (prior != Prior.NONE) {
      Habits.add(tools.stream().map(element -> element.tool().name()).toList(), conversation.calledTools(), prior, whole);
    }
    return Coverage.rank(whole, parts, semantic ? Routing.SEMANTIC : Routing.KEYWORD, intent.oneTask());
  }

  /** Adds similarity to the scores. Leaves them as they are and returns false when vectors are missing. */
  private boolean addMeaning(
      List<Element> tools, Intent intent, Conversation conversation, double[] whole, double[][] parts,
      TimeBudget budget) {
    List<float[]> ofTools = toolVectors.of(tools, budget);
    if (ofTools == null) {
      return false;
    }
    List<float[]> ofQuery = queryVectors.of(intent.texts(), toolVectors.embedder());
    if (ofQuery == null) {
      return false;
    }
    Vectors.add(similarities(ofTools, Vectors.mean(ofQuery)), MEANING, whole);
    for (int i = 0; i < parts.length; i++) {
      Vectors.add(similarities(ofTools, ofQuery.get(i)), MEANING, parts[i]);
    }
    List<float[]> called = called(tools, ofTools, conversation);
    if (!called.isEmpty()) {
      Vectors.add(similarities(ofTools, Vectors.mean(called)), FAMILY, whole);
    }
    return true;
  }

  /**
   * Returns the vectors of the called tools. A conversation tends to stay with the tools of one server, which resemble each
   * other.
   */
  private static List<float[]> called(List<Element> tools, List<float[]> ofTools, Conversation conversation) {
    List<float[]> called = new ArrayList<>();
    for (int i = 0; i < tools.size(); i++) {
      if (conversation.calledTools().contains(tools.get(i).tool().name()) && ofTools.get(i).length > 0) {
        called.add(ofTools.get(i));
      }
    }
    return called;
  }

  private static double[] similarities(List<float[]> tools, float[] query) {
    double[] similarities = new double[tools.size()];
    for (int i = 0; i < similarities.length; i++) {
      similarities[i] = ToolVectors.similarity(tools.get(i), query);
    }
    return Vectors.standardise(similarities);
  }
}
