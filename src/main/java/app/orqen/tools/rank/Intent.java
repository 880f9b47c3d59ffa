package app.orqen.tools.rank;

import app.orqen.tools.read.Conversation;
import app.orqen.tools.read.Conversation.Speaker;
import app.orqen.tools.read.Conversation.Turn;
import app.orqen.tools.read.Words;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a conversation wants next, as ranking asks for it.
 *
 * @param words the weighted words of all of it
 * @param parts the tasks that the last user text states, when there are several; otherwise empty
 * @param texts the texts to embed: one for each part, or the whole; then possibly what the parts continue
 * @param oneTask whether the user has sent only one text so far, and that text is in one piece
 */
record Intent(
    Map<Integer, Double> words, List<Map<Integer, Double>> parts, List<String> texts, boolean oneTask) {

  /** How much a word of an earlier text counts, by the text's author and its relation to the last text. */
  private static final double SAME_TASK = 0.9;
  private static final double EARLIER = 0.2;
  private static final double RESULT = 0.1;

  private static final int EARLIER_TEXTS = 6;
  private static final int TASK_TURNS = 4;
  private static final int MAX_PARTS = 6;

  /** What is embedded costs by its length, so all of it together stays near the length of one request. */
  private static final int MAX_EMBEDDED = 160;
  private static final int MAX_CONTEXT = MAX_EMBEDDED / 2;

  static Intent of(Conversation conversation) {
    List<String> task = task(conversation);
    List<String> clauses = task.isEmpty() ? List.of() : Clauses.of(task.get(0), MAX_PARTS);
    Map<Integer, Double> words = words(conversation, task.size());
    if (clauses.size() < 2) {
      return new Intent(words, List.of(), List.of(joined(task)), isFirst(conversation));
    }
    List<Map<Integer, Double>> parts = new ArrayList<>();
    List<String> texts = new ArrayList<>();
    for (String clause : clauses) {
      Map<Integer, Double> part = new HashMap<>();
      add(clause, 1, part);
      parts.add(part);
      texts.add(content(clause, MAX_EMBEDDED / clauses.size()));
    }
    if (task.size() > 1) {
      texts.add(content(task.get(1), MAX_CONTEXT));
    }
    return new Intent(words, parts, texts, false);
  }

  private static boolean isFirst(Conversation conversation) {
    return conversation.turns().stream().filter(turn -> turn.speaker() == Speaker.USER).count() <= 1;
  }

  /**
   * Returns the last user text, and those before it that it continues. A text that answers the assistant's question only
   * completes the task that an earlier one states.
   */
  private static List<String> task(Conversation conversation) {
    List<Turn> turns = conversation.turns();
    List<String> task = new ArrayList<>();
    for (int at = conversation.lastUserTurn(); at >= 0 && task.size() < TASK_TURNS; ) {
      task.add(turns.get(at).text());
      at = at > 0 && isQuestion(turns.get(at - 1)) ? userTurnBefore(turns, at) : -1;
    }
    return task;
  }

  private static boolean isQuestion(Turn turn) {
    return turn.speaker() == Speaker.ASSISTANT && turn.text().contains("?");
  }

  private static int userTurnBefore(List<Turn> turns, int at) {
    int before = at - 1;
    while (before >= 0 && turns.get(before).speaker() != Speaker.USER) {
      before--;
    }
    return before;
  }

  private static Map<Integer, Double> words(Conversation conversation, int taskTurns) {
    Map<Integer, Double> words = new HashMap<>();
    List<Turn> turns = conversation.turns();
    int last = conversation.lastUserTurn();
    int users = 0;
    int earlier = 0;
    for (int i = turns.size() - 1; i >= 0 && earlier < EARLIER_TEXTS; i--) {
      Turn turn = turns.get(i);
      switch (turn.speaker()) {
        case USER -> {
          add(turn.text(), i == last ? 1 : users < taskTurns ? SAME_TASK : EARLIER, words);
          earlier += users == 0 ? 0 : 1;
          users++;
        }
        case ASSISTANT -> {
          add(turn.text(), EARLIER, words);
          earlier++;
        }
        case RESULT -> add(i > last ? turn.text() : "", RESULT, words);
        default -> {}
      }
    }
    // A word said five times is not five times as important.
    words.replaceAll((word, weight) -> 2 * weight / (1 + weight));
    return words;
  }

  private static void add(String text, double weight, Map<Integer, Double> into) {
    for (String word : Words.of(text)) {
      into.merge(word.hashCode(), weight, Double::sum);
    }
  }

  /** Returns the newest text of the task, and as many of those before it as fit. */
  private static String joined(List<String> task) {
    StringBuilder text = new StringBuilder();
    for (String turn : task) {
      String content = content(turn, MAX_EMBEDDED);
      if (text.length() == 0 || text.length() + content.length() < MAX_EMBEDDED) {
        text.append(text.length() == 0 ? "" : " ").append(content);
      }
    }
    return text.toString();
  }

  /** Returns the beginning of the text without its stop words. That is half as much to embed and says the same. */
  private static String content(String text, int max) {
    String content = Words.withoutStopWords(text, max);
    return content.isEmpty() ? text.substring(0, Math.min(text.length(), max)) : content;
  }
}
