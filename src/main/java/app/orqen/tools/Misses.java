package app.orqen.tools;

import app.orqen.tools.rank.Ranking;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * Which tools of each account were left out although the model wanted them, and how often lately. Counts by name only, in
 * memory and bounded. A tool that was missed ranks higher the next time.
 */
final class Misses {

  private static final Duration REMEMBERED = Duration.ofDays(7);
  private static final int MAX_ACCOUNTS = 10_000;
  private static final int MAX_TOOLS = 200;

  /**
   * How many misses count. A tool that is missed all the time should be on the key's keep list, and further misses say nothing
   * new.
   */
  private static final int MAX_COUNT = 4;

  /** Counts by name for each account. The name that was missed last is at the end. A map is never changed. */
  private final Cache<String, Map<String, Integer>> accounts;

  Misses(LongSupplier nanoTime) {
    Ticker ticker = nanoTime::getAsLong;
    this.accounts = Caffeine.newBuilder().maximumSize(MAX_ACCOUNTS).expireAfterWrite(REMEMBERED).ticker(ticker)
        .executor(Runnable::run).build();
  }

  /** Counts tools that were missed. */
  void note(String account, List<String> names) {
    accounts.asMap().compute(account, (key, before) -> {
      Map<String, Integer> counts = new LinkedHashMap<>(before == null ? Map.of() : before);
      for (String name : names) {
        Integer count = counts.remove(name);
        counts.put(name, Math.min(MAX_COUNT, count == null ? 1 : count + 1));
      }
      counts.keySet().removeAll(List.copyOf(counts.keySet()).subList(0, Math.max(0, counts.size() - MAX_TOOLS)));
      return counts;
    });
  }

  /**
   * Returns the order of a ranking with the account's missed tools moved to the front: each miss takes a tool half, a
   * third, a fourth as far from the front as it was.
   *
   * @param name the name of a tool by its index
   */
  int[] order(String account, Ranking ranking, IntFunction<String> name) {
    Map<String, Integer> counts = accounts.getIfPresent(account);
    if (counts == null) {
      return ranking.order();
    }
    int[] order = ranking.order();
    double[] places = new double[order.length];
    for (int place = 0; place < order.length; place++) {
      places[place] = (place + 1.0) / (1 + counts.getOrDefault(name.apply(order[place]), 0));
    }
    return IntStream.range(0, order.length).boxed().sorted(Comparator.comparingDouble(place -> places[place]))
        .mapToInt(place -> order[place]).toArray();
  }
}
