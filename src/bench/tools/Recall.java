package app.orqen.tools;

import app.orqen.tools.EvaluationSet.Case;
import app.orqen.tools.rank.Ranking;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Predicate;

/** For each case, the place of its last gold tool in a ranking, and what follows from that. */
final class Recall {

  private static final int RESAMPLES = 2_000;
  private static final long SEED = 5;

  private final List<Case> cases = new ArrayList<>();
  private final List<Integer> depths = new ArrayList<>();
  private final List<Integer> adaptive = new ArrayList<>();

  void add(Case one, int pool, Ranking ranking) {
    int depth = 0;
    int left = one.gold().size();
    for (int place = 0; place < ranking.order().length && left > 0; place++) {
      if (one.gold().contains(one.pools().get(pool).get(ranking.order()[place]).tool().name())) {
        left--;
        depth = place + 1;
      }
    }
    cases.add(one);
    depths.add(left == 0 ? depth : Integer.MAX_VALUE);
    adaptive.add(ToolCount.adaptive(ranking));
  }

  /** Per cent of the matching cases with every gold tool in the first {@code k}; {@code k} 0 is the adaptive one. */
  double at(int k, Predicate<Case> matching) {
    int hits = 0;
    int all = 0;
    for (int i = 0; i < cases.size(); i++) {
      if (matching.test(cases.get(i))) {
        all++;
        hits += hit(i, k);
      }
    }
    return 100.0 * hits / Math.max(1, all);
  }

  double meanAdaptive(Predicate<Case> matching) {
    return java.util.stream.IntStream.range(0, cases.size())
        .filter(i -> matching.test(cases.get(i)))
        .mapToDouble(adaptive::get)
        .average()
        .orElse(0);
  }

  /** Returns another recall of the same cases in the order of this one. */
  Recall byCase(Recall other) {
    Recall sorted = new Recall();
    for (Case one : cases) {
      int at = other.cases.indexOf(one);
      sorted.cases.add(one);
      sorted.depths.add(other.depths.get(at));
      sorted.adaptive.add(other.adaptive.get(at));
    }
    return sorted;
  }

  private int hit(int i, int k) {
    return depths.get(i) <= (k == 0 ? adaptive.get(i) : k) ? 1 : 0;
  }

  /** The 95 % interval of this recall minus another's over the same cases, groups drawn whole. */
  double[] intervalAgainst(Recall other, int k) {
    Map<String, double[]> groups = new LinkedHashMap<>();
    for (int i = 0; i < cases.size(); i++) {
      double[] sum = groups.computeIfAbsent(cases.get(i).group(), g -> new double[2]);
      sum[0] += hit(i, k) - other.hit(i, k);
      sum[1]++;
    }
    List<double[]> all = new ArrayList<>(groups.values());
    Random random = new Random(SEED);
    double[] differences = new double[RESAMPLES];
    for (int r = 0; r < RESAMPLES; r++) {
      double gain = 0;
      double size = 0;
      for (int g = 0; g < all.size(); g++) {
        double[] drawn = all.get(random.nextInt(all.size()));
        gain += drawn[0];
        size += drawn[1];
      }
      differences[r] = 100 * gain / size;
    }
    java.util.Arrays.sort(differences);
    return new double[] {differences[RESAMPLES / 40], differences[RESAMPLES - 1 - RESAMPLES / 40]};
  }
}
