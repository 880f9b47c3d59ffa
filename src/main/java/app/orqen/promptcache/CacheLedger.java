package app.orqen.promptcache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * What the latest turns of sessions sent, as checksums, so that it can be told why a provider's prompt cache doesn't have a turn's
 * beginning. In the memory of this process, bounded.
 */
public final class CacheLedger {

  /** How many bytes the turns may hold together. A turn holds eight bytes for each message, and some for itself. */
  private static final long MOST_BYTES = 48L << 20;
  private static final int BYTES_OF_TURN = 256;
  /** How many conversations of one session are remembered. An agent has more than one when it starts other agents. */
  private static final int MOST_OF_SESSION = 8;
  /** Twice the longest time for which a provider keeps a prompt. */
  private static final Duration KEPT = Duration.ofHours(2);

  /**
   * One turn of a conversation.
   *
   * @param asked the model as the client named it
   * @param target the model that was called, as {@code provider/model}
   * @param credential the name of the stored credential; null when it came with the request
   * @param kept a checksum of the names of the tools that pruning left; 0 when it left all
   */
  public record Turn(Prompt prompt, String asked, String target, String credential, int kept) {}

  /** A turn that was answered, the time of the answer, and how many tokens of the prompt the provider has cached since. */
  private record Answered(Turn turn, long at, long tokens) {}

  /**
   * Why the cache doesn't have the beginning of a prompt.
   *
   * @param reason {@code client:} or {@code gateway:} and the part that changed: {@code ttl}, {@code model}, {@code credential},
   *     {@code tools}, {@code system}, or {@code message 3}, counted from 1
   * @param tokens how many tokens of the previous turn the cache had
   */
  public record Break(String reason, long tokens) {}

  private final Cache<String, List<Answered>> sessions;
  private final Ticker ticker;

  CacheLedger(Ticker ticker) {
    this.ticker = ticker;
    this.sessions = Caffeine.newBuilder().maximumWeight(MOST_BYTES).weigher(CacheLedger::bytes).expireAfterWrite(KEPT).ticker(ticker).executor(Runnable::run).build();
  }

  private static int bytes(String session, List<Answered> turns) {
    long bytes = turns.stream().mapToLong(one -> BYTES_OF_TURN + 8L * one.turn.prompt.turns().length).sum();
    return (int) Math.min(bytes, Integer.MAX_VALUE);
  }

  /** Returns why the cache doesn't have the beginning of a turn; null when it should, or when the conversation is new. */
  public Break check(String session, Turn turn) {
    Answered before = before(sessions.getIfPresent(session), turn);
    if (before == null) {
      return null;
    }
    String reason = reason(before, turn);
    return reason == null ? null : new Break(reason, before.tokens);
  }

  /** Notes that a turn was answered. */
  public void answered(String session, Turn turn, long tokens) {
    Answered now = new Answered(turn, ticker.read(), tokens);
    sessions.asMap().compute(session, (key, all) -> {
      List<Answered> others = all == null ? new ArrayList<>() : new ArrayList<>(all);
      others.remove(before(all, turn));
      others.add(0, now);
      return List.copyOf(others.subList(0, Math.min(others.size(), MOST_OF_SESSION)));
    });
  }

  /** Returns the turn with the most messages in common, which is of the same conversation; null when no turn has a message in common. */
  private static Answered before(List<Answered> all, Turn turn) {
    Answered best = null;
    int most = 0;
    for (Answered one : all == null ? List.<Answered>of() : all) {
      int common = turn.prompt.common(one.turn.prompt);
      if (common > most) {
        most = common;
        best = one;
      }
    }
    return best;
  }

  private String reason(Answered answered, Turn now) {
    Turn before = answered.turn;
    boolean over = ticker.read() - answered.at > before.prompt.life().toNanos();
    if (over || !before.prompt.life().equals(now.prompt.life())) {
      return "client:ttl";
    }
    if (!before.target.equals(now.target)) {
      return before.asked.equals(now.asked) ? "gateway:model" : "client:model";
    }
    if (!Objects.equals(before.credential, now.credential)) {
      return before.credential == null || now.credential == null ? "client:credential" : "gateway:credential";
    }
    if (before.prompt.tools() != now.prompt.tools()) {
      return "client:tools";
    }
    if (before.kept != now.kept) {
      return "gateway:tools";
    }
    int change = now.prompt.firstChange(before.prompt);
    if (before.prompt.system() != now.prompt.system() || change >= 0 && change < now.prompt.opening()) {
      return "client:system";
    }
    return change < 0 ? null : "client:message " + (change + 1);
  }
}
