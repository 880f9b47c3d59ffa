package app.orqen.tools;

import app.orqen.tools.read.ContentHash;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * Which tools each conversation has been given so far. The set only grows, and new names go to its end: a provider's
 * prompt cache holds the request's beginning, and the tools stand there.
 */
final class StickySets {

  /** Providers forget a prompt within minutes or hours; nothing is gained by remembering longer. */
  private static final Duration IDLE = Duration.ofHours(24);

  private static final int MAX_NAMES = 2_048;

  private final Cache<ContentHash, List<String>> sets;

  /** At most {@code names} names in all conversations together, those of the ones idle longest going first. */
  StickySets(long names, LongSupplier nanoTime) {
    Ticker ticker = nanoTime::getAsLong;
    this.sets =
        Caffeine.newBuilder()
            .maximumWeight(names)
            .weigher((ContentHash key, List<String> set) -> 1 + set.size())
            .expireAfterAccess(IDLE)
            .ticker(ticker)
            .executor(Runnable::run)
            .build();
  }

  /** The identity of a conversation of one key. */
  static ContentHash conversation(String keyId, String sessionId, ContentHash opening) {
    return ContentHash.of(
        sessionId != null ? keyId + "\nsession\n" + sessionId : keyId + "\nopening\n" + opening);
  }

  /** The names forwarded so far, in their order. */
  List<String> get(ContentHash conversation) {
    List<String> names = sets.getIfPresent(conversation);
    return names == null ? List.of() : names;
  }

  /** Adds what is not in the set yet, and returns the whole. */
  List<String> grow(ContentHash conversation, List<String> names) {
    return sets.asMap().compute(conversation, (key, before) -> union(before, names));
  }

  private static List<String> union(List<String> before, List<String> names) {
    Set<String> all = new LinkedHashSet<>(before == null ? List.of() : before);
    for (String name : names) {
      if (all.size() < MAX_NAMES) {
        all.add(name);
      }
    }
    boolean same = before != null && all.size() == before.size();
    return same ? before : List.copyOf(new ArrayList<>(all));
  }
}
