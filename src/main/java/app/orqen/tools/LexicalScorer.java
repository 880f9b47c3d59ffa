package app.orqen.tools;

import app.orqen.tools.Conversation.Turn;
import app.orqen.tools.ToolList.Element;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Scores tools by the words that they share with the conversation. */
final class LexicalScorer {

  private static final double PREVIOUS = 0.3;
  private static final int PREVIOUS_TEXTS = 3;

  double[] scores(List<Element> tools, Conversation conversation) {
    Map<Integer, Double> query = new HashMap<>();
    List<Turn> turns = conversation.turns();
    int last = conversation.lastUserTurn();
    int previous = 0;
    for (int i = turns.size() - 1; i >= 0 && previous < PREVIOUS_TEXTS; i--) {
      switch (turns.get(i).speaker()) {
        case USER, ASSISTANT -> {
          boolean current = i == last && i == turns.size() - 1;
          add(turns.get(i).text(), current ? 1 : PREVIOUS, query);
          previous += current ? 0 : 1;
        }
        case RESULT -> add(turns.get(i).text(), PREVIOUS, query);
        default -> {}
      }
    }
    return new Bm25(tools.stream().map(e -> e.tool().words()).toList()).scores(query);
  }

  private static void add(String text, double weight, Map<Integer, Double> query) {
    for (String word : Words.of(text)) {
      query.merge(word.hashCode(), weight, Double::sum);
    }
  }
}
