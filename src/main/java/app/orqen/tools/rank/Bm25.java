package app.orqen.tools.rank;

import app.orqen.tools.read.LexicalDocument;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Okapi BM25 over the tools of one request, which are the collection that its inverse document frequencies count. */
public final class Bm25 {

  private static final double K1 = 0.9;
  private static final double B = 0.4;

  /** The score from which a word counts as naming a tool: about as good as if the task itself said the word. */
  private static final double SAID = 0.5;

  private final List<LexicalDocument> documents;
  private final double meanLength;
  private final Map<Integer, double[]> wordScores = new HashMap<>();

  public Bm25(List<LexicalDocument> documents) {
    this.documents = documents;
    this.meanLength = Math.max(1e-6, documents.stream().mapToDouble(LexicalDocument::length).average().orElse(1));
  }

  /** Returns each document's score for the query's weighted words. */
  public double[] scores(Map<Integer, Double> query) {
    double[] scores = new double[documents.size()];
    query.forEach(
        (word, weight) -> {
          double[] ofWord = wordScores.computeIfAbsent(word, this::wordScores);
          for (int i = 0; i < ofWord.length; i++) {
            scores[i] += weight * ofWord[i];
          }
        });
    return scores;
  }

  /** Returns one word's share in every score, or an empty array when no document has it. */
  private double[] wordScores(int word) {
    double[] scores = new double[documents.size()];
    int found = 0;
    for (int i = 0; i < scores.length; i++) {
      LexicalDocument document = documents.get(i);
      double tf = document.weight(word);
      if (tf > 0) {
        found++;
        scores[i] = tf * (K1 + 1) / (tf + K1 * (1 - B + B * document.length() / meanLength));
      }
    }
    double idf = idf(found);
    for (int i = 0; i < scores.length; i++) {
      scores[i] *= idf;
    }
    return found == 0 ? new double[0] : scores;
  }

  /** Returns how much of each document's name the query says, between 0 and 1. Rare words count more. */
  double[] nameCoverage(Map<Integer, Double> query) {
    Map<Integer, Integer> inNames = new HashMap<>();
    for (LexicalDocument document : documents) {
      for (int word : document.nameWords()) {
        inNames.merge(word, 1, Integer::sum);
      }
    }
    double[] coverage = new double[documents.size()];
    for (int i = 0; i < coverage.length; i++) {
      double said = 0;
      double all = 0;
      for (int word : documents.get(i).nameWords()) {
        double idf = idf(inNames.get(word));
        all += idf;
        said += query.getOrDefault(word, 0.0) >= SAID ? idf : 0;
      }
      coverage[i] = all == 0 ? 0 : said / all;
    }
    return coverage;
  }

  private double idf(int found) {
    return Math.log(1 + (documents.size() - found + 0.5) / (found + 0.5));
  }
}
