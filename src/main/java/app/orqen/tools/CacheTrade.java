package app.orqen.tools;

import app.orqen.tools.read.ContentHash;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Weighs the tokens that are saved by leaving tools out against the prompt cache that is lost by it. Tools come first in a
 * cached prompt, so a changed list loses all that is cached behind it.
 *
 * <p>Costs are in units of an input token's price. Anthropic bills a token that is written to its cache 1.25 times and one that
 * is read from it 0.1 times (Anthropic's documentation, "Prompt caching"). OpenAI's prices are close to that.
 */
final class CacheTrade {

  private static final double WRITE = 1.25;
  private static final double READ = 0.1;

  /** A conversation with tools is expected to go on for about this many requests, or for as many as it had. */
  private static final int EXPECTED_REQUESTS = 10;

  /** How long a provider keeps a prompt that nobody asks for again, where the client does not pay for longer. */
  private static final Duration KEPT = Duration.ofMinutes(5);
  private static final int MAX_PROMPTS = 10_000;

  private final Cache<ContentHash, Boolean> prompts;

  CacheTrade(LongSupplier nanoTime) {
    Ticker ticker = nanoTime::getAsLong;
    this.prompts = Caffeine.newBuilder().maximumSize(MAX_PROMPTS).expireAfterWrite(KEPT).ticker(ticker)
        .executor(Runnable::run).build();
  }

  /** Notes that a prompt of this beginning was sent, and tells whether another one was within the cache's time. */
  boolean seenLately(ContentHash beginning) {
    return prompts.asMap().put(beginning, Boolean.TRUE) != null;
  }

  /**
   * Tells whether leaving tools out is cheaper although the whole prompt is cached.
   *
   * @param leftOut tokens of the tools that would be left out
   * @param cached tokens of the cached prompt, these tools among them
   * @param answers how many answers the conversation has had
   */
  static boolean pays(long leftOut, long cached, int answers) {
    int more = Math.max(EXPECTED_REQUESTS, answers);
    double whole = READ * cached * (1 + more);
    double pruned = (WRITE + READ * more) * (cached - leftOut);
    return pruned < whole;
  }
}
