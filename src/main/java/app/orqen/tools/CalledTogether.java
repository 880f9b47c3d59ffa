package app.orqen.tools;

import app.orqen.tools.rank.Prior;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Which tools models call in the same conversations of an account. Counts by name only, in memory and bounded. A tool that is usually
 * called with one that ranks well ranks higher, although nothing in the request is like it.
 */
final class CalledTogether {

  private static final Duration REMEMBERED = Duration.ofDays(7);
  private static final int MAX_ACCOUNTS = 10_000;
  private static final int MAX_TOOLS = 200;
  private static final int MAX_OTHERS = 32;

  /**
   * The calls of one tool.
   *
   * @param calls in how many conversations
   * @param with in how many of them each other tool was called too; the one that was counted last is at the end
   */
  private record Tool(int calls, Map<String, Integer> with) {

    static final Tool UNSEEN = new Tool(0, Map.of());

    Tool plus(int more, Collection<String> others) {
      Map<String, Integer> counts = new LinkedHashMap<>(with);
      for (String other : others) {
        Integer count = counts.remove(other);
        counts.put(other, count == null ? 1 : count + 1);
      }
      trim(counts, MAX_OTHERS);
      return new Tool(calls + more, counts);
    }
  }

  /** The tools of each account. A map is never changed. */
  private final Cache<String, Map<String, Tool>> accounts;

  CalledTogether(LongSupplier nanoTime) {
    Ticker ticker = nanoTime::getAsLong;
    this.accounts = Caffeine.newBuilder().maximumSize(MAX_ACCOUNTS).expireAfterWrite(REMEMBERED).ticker(ticker)
        .executor(Runnable::run).build();
  }

  /**
   * Counts the first call of a tool in a conversation.
   *
   * @param earlier the tools that this conversation called before, which may have the tool itself: then nothing is counted
   */
  void called(String account, String tool, Collection<String> earlier) {
    if (earlier.contains(tool)) {
      return;
    }
    List<String> others = earlier.stream().limit(MAX_OTHERS).toList();
    accounts.asMap().compute(account, (key, before) -> {
      Map<String, Tool> tools = new LinkedHashMap<>(before == null ? Map.of() : before);
      for (String other : others) {
        Tool known = tools.remove(other);
        tools.put(other, (known == null ? new Tool(1, Map.of()) : known).plus(0, List.of(tool)));
      }
      Tool known = tools.remove(tool);
      tools.put(tool, (known == null ? Tool.UNSEEN : known).plus(1, others));
      trim(tools, MAX_TOOLS);
      return tools;
    });
  }

  /** Returns what an account's calls say now. */
  Prior of(String account) {
    Map<String, Tool> tools = accounts.getIfPresent(account);
    if (tools == null) {
      return Prior.NONE;
    }
    return (other, tool) -> {
      Tool known = tools.getOrDefault(other, Tool.UNSEEN);
      return Math.min(1, known.with().getOrDefault(tool, 0) / (1.0 + known.calls()));
    };
  }

  private static <T> void trim(Map<String, T> map, int most) {
    map.keySet().removeAll(List.copyOf(map.keySet()).subList(0, Math.max(0, map.size() - most)));
  }
}
