package app.orqen.tools.rank;

import app.orqen.tools.embed.Vectors;
import app.orqen.tools.read.LexicalDocument;
import java.util.List;
import java.util.Map;

/**
 * Raises tools that yield what a good tool needs: one that requires a {@code movie_id} of which the conversation says
 * nothing calls for one with "movie" in its name before it. No likeness to the request finds these.
 */
public final class Prerequisites {

  /** How many of the best tools have their needs met. */
  private static final int BEST = 4;

  private Prerequisites() {}

  public static void add(List<LexicalDocument> tools, Map<Integer, Double> said, double[] scores) {
    int[] order = Ranking.of(scores.clone(), Routing.NONE, false).order();
    for (int place = 0; place < Math.min(BEST, order.length); place++) {
      double[] met = met(tools, order[place], said);
      Vectors.add(met, 1 / (1 + place / 2.0), scores);
    }
  }

  /** Returns for each tool how well its name answers the need of {@code needy} that it answers best. */
  private static double[] met(List<LexicalDocument> tools, int needy, Map<Integer, Double> said) {
    double[] best = new double[tools.size()];
    for (Map<Integer, Float> need : tools.get(needy).needs()) {
      double[] met = new double[best.length];
      need.forEach(
          (word, weight) -> {
            if (!said.containsKey(word)) {
              addNamed(tools, word, weight, met);
            }
          });
      for (int i = 0; i < best.length; i++) {
        best[i] = i == needy ? 0 : Math.max(best[i], met[i]);
      }
    }
    return best;
  }

  /** Adds the words of the names. A word counts by how rare it is among the names, at most 1. */
  private static void addNamed(List<LexicalDocument> tools, int word, float weight, double[] into) {
    int found = 0;
    for (LexicalDocument tool : tools) {
      found += tool.isNamed(word) ? 1 : 0;
    }
    if (found == 0) {
      return;
    }
    double rarity = Math.log(1 + (tools.size() - found + 0.5) / (found + 0.5)) / Math.log(1 + tools.size());
    for (int i = 0; i < into.length; i++) {
      into[i] += tools.get(i).isNamed(word) ? weight * rarity : 0;
    }
  }
}
