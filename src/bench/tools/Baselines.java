package app.orqen.tools;

import app.orqen.tools.embed.ToolVectors;
import app.orqen.tools.embed.Vectors;
import app.orqen.tools.rank.Bm25;
import app.orqen.tools.read.ContentHash;
import app.orqen.tools.read.Conversation;
import app.orqen.tools.read.Conversation.Speaker;
import app.orqen.tools.read.ToolList.Element;
import app.orqen.tools.read.ToolText;
import app.orqen.tools.read.Words;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The methods of BASELINES.md that results are compared with. */
final class Baselines {

  private static final int LONG = 320;

  private final Map<ContentHash, Map<String, Integer>> plainWords = new ConcurrentHashMap<>();
  private final ToolVectors vectors;

  Baselines(ToolVectors vectors) {
    this.vectors = vectors;
  }

  /** BM25 with nothing added: words split at characters other than letters and digits, the last message of the user. */
  double[] plainBm25(List<Element> tools, Conversation conversation) {
    List<Map<String, Integer>> documents = tools.stream().map(this::plainWords).toList();
    double mean = documents.stream().mapToInt(Baselines::size).average().orElse(1);
    double[] scores = new double[tools.size()];
    for (String word : plainSplit(lastUserText(conversation))) {
      long found = documents.stream().filter(d -> d.containsKey(word)).count();
      double idf = Math.log(1 + (documents.size() - found + 0.5) / (found + 0.5));
      for (int i = 0; i < scores.length; i++) {
        int tf = documents.get(i).getOrDefault(word, 0);
        scores[i] += idf * tf * 2.2 / (tf + 1.2 * (0.25 + 0.75 * size(documents.get(i)) / mean));
      }
    }
    return scores;
  }

  /** A8: BM25+W and MiniLM of the last user text, standardised and added; only BM25+W past 320 characters. */
  double[] a8(List<Element> tools, Conversation conversation) {
    String last = lastUserText(conversation);
    Map<Integer, Double> query = new HashMap<>();
    add(last, 1, query);
    int at = conversation.lastUserTurn();
    int previous = 0;
    for (int i = conversation.turns().size() - 1; i >= 0 && previous < 3; i--) {
      Speaker speaker = conversation.turns().get(i).speaker();
      if (i != at && (speaker == Speaker.USER || speaker == Speaker.ASSISTANT)) {
        add(conversation.turns().get(i).text(), 0.3, query);
        previous++;
      }
    }
    double[] scores = new Bm25(tools.stream().map(e -> e.tool().words()).toList()).scores(query);
    if (last.length() > LONG) {
      return scores;
    }
    Vectors.standardise(scores);
    float[] vector = vectors.embedder().embed(List.of(last)).get(0);
    List<float[]> ofTools = vectors.of(tools, ToolBench.PATIENT);
    double[] similarities = new double[scores.length];
    for (int i = 0; i < scores.length; i++) {
      similarities[i] = ToolVectors.similarity(ofTools.get(i), vector);
    }
    Vectors.add(Vectors.standardise(similarities), 1, scores);
    return scores;
  }

  static String lastUserText(Conversation conversation) {
    int at = conversation.lastUserTurn();
    return at < 0 ? "" : conversation.turns().get(at).text();
  }

  private static void add(String text, double weight, Map<Integer, Double> into) {
    Words.of(text).forEach(word -> into.merge(word.hashCode(), weight, Double::sum));
  }

  private Map<String, Integer> plainWords(Element element) {
    return plainWords.computeIfAbsent(
        element.hash(),
        hash -> {
          ToolText text = element.tool().text();
          StringBuilder all = new StringBuilder(text.name()).append(' ').append(text.description());
          text.parameters().forEach(p -> all.append(' ').append(p.name()).append(' ').append(p.description()));
          Map<String, Integer> words = new HashMap<>();
          plainSplit(all.toString()).forEach(word -> words.merge(word, 1, Integer::sum));
          return words;
        });
  }

  private static List<String> plainSplit(String text) {
    List<String> words = new ArrayList<>();
    for (String word : text.replaceAll("([a-z])([A-Z])", "$1 $2").toLowerCase(Locale.ROOT).split("[^\\p{L}\\p{N}]+")) {
      if (!word.isEmpty()) {
        words.add(word);
      }
    }
    return words;
  }

  private static int size(Map<String, Integer> words) {
    return words.values().stream().mapToInt(Integer::intValue).sum();
  }
}
