package app.orqen.tools;

import java.util.List;
import java.util.Map;

/** Okapi BM25 over the tools of one request, which are the collection that its inverse document frequencies count. */
final class Bm25 {

  private static final double K1 = 0.9;
  private static final double B = 0.4;

  private final List<LexicalDocument> documents;
  private final double meanLength;

  Bm25(List<LexicalDocument> documents) {
    this.documents = documents;
    this.meanLength = Math.max(1e-6, documents.stream().mapToDouble(LexicalDocument::length).average().orElse(1));
  }

  /** Each document's score for the query's weighted words. */
  double[] scores(Map<Integer, Double> query) {
    double[] scores = new double[documents.size()];
    query.forEach((word, weight) -> addWord(word, weight, scores));
    return scores;
  }

  private void addWord(int word, double queryWeight, double[] scores) {
    double[] saturated = new double[scores.length];
    int found = 0;
    for (int i = 0; i < scores.length; i++) {
      LexicalDocument document = documents.get(i);
      double tf = document.weight(word);
      if (tf > 0) {
        found++;
        saturated[i] = tf * (K1 + 1) / (tf + K1 * (1 - B + B * document.length() / meanLength));
      }
    }
    if (found == 0) {
      return;
    }
    double idf = Math.log(1 + (scores.length - found + 0.5) / (found + 0.5));
    for (int i = 0; i < scores.length; i++) {
      scores[i] += queryWeight * idf * saturated[i];
    }
  }
}
