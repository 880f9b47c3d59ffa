package app.orqen.tools;

import app.orqen.tools.rank.Routing;
import app.orqen.tools.read.ContentHash;
import app.orqen.tools.read.Conversation;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * What was decided about the tools of each conversation. The set that was given only grows, and new names go to its end:
 * a provider's prompt cache holds the request's beginning, and that is where the tools are.
 */
final class StickySets {

  /**
   * How long an idle conversation is remembered. Providers forget a prompt within minutes or hours, so that remembering longer
   * gains nothing.
   */
  private static final Duration IDLE = Duration.ofHours(24);

  private static final int MAX_NAMES = 2_048;

  /**
   * One conversation's decision.
   *
   * @param names tools that the conversation has been given, in their order
   * @param leftOut tools that were decided against and not given since
   * @param routing what ranked the tools when the conversation began
   * @param asked how many tools it got since it had left them out at first
   */
  record Decision(List<String> names, Set<String> leftOut, Routing routing, int asked) {
    static final Decision NONE = new Decision(List.of(), Set.of(), Routing.NONE, 0);

    boolean isNone() {
      return names.isEmpty() && leftOut.isEmpty();
    }
  }

  private final Cache<ContentHash, Decision> decisions;

  /**
   * Creates the sets.
   *
   * @param names how many names all conversations hold together at most. The conversations that were idle longest are forgotten
   *     first.
   */
  StickySets(long names, LongSupplier nanoTime) {
    Ticker ticker = nanoTime::getAsLong;
    this.decisions =
        Caffeine.newBuilder()
            .maximumWeight(names)
            .weigher((ContentHash key, Decision set) -> 1 + set.names().size() + set.leftOut().size())
            .expireAfterAccess(IDLE)
            .ticker(ticker)
            .executor(Runnable::run)
            .build();
  }

  /**
   * Returns what a conversation of one key may be known by, the best first. That is the client's own session id. Without one, a
   * request belongs to the conversation that it continues, message for message.
   */
  static List<ContentHash> identities(String keyId, String sessionId, Conversation conversation) {
    if (sessionId != null) {
      return List.of(ContentHash.of(keyId + "\nsession\n" + sessionId));
    }
    return conversation.prefixes().stream().map(prefix -> ContentHash.of(keyId + "\nprompt\n" + prefix)).toList();
  }

  /** Returns what was decided under the first of {@code identities} that is known, or {@link Decision#NONE}. */
  Decision find(List<ContentHash> identities) {
    for (ContentHash identity : identities) {
      Decision decision = decisions.getIfPresent(identity);
      if (decision != null) {
        return decision;
      }
    }
    return Decision.NONE;
  }

  /** Adds to what was decided before, and returns the whole. The routing of the conversation's beginning stays. */
  Decision grow(List<ContentHash> identities, List<String> given, Collection<String> leftOut, Routing routing) {
    Decision before = find(identities);
    return decisions.asMap().compute(identities.get(0),
        (key, now) -> union(now == null ? before : now, given, leftOut, routing));
  }

  private static Decision union(Decision before, List<String> given, Collection<String> leftOut, Routing routing) {
    Set<String> names = new LinkedHashSet<>(before.names());
    addUpToLimit(given, names);
    Set<String> left = new LinkedHashSet<>(before.leftOut());
    addUpToLimit(leftOut, left);
    int asked = before.asked() + (int) given.stream().filter(before.leftOut()::contains).count();
    left.removeAll(names);
    return new Decision(List.copyOf(names), Set.copyOf(left), before.isNone() ? routing : before.routing(), asked);
  }

  private static void addUpToLimit(Collection<String> more, Set<String> names) {
    for (String name : more) {
      if (names.size() < MAX_NAMES) {
        names.add(name);
      }
    }
  }
}
