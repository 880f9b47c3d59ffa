package app.orqen.inbound;

import java.math.BigDecimal;

/** What became of the provider's cache of one request's prompt: whether the request left a warm one, and why one was missing. */
public final class CacheOutcome {

  private Left left;
  private Break broken;

  /**
   * A place that had the conversation's prompt in its cache, and where this request didn't go.
   *
   * @param place the target and the credential, in words
   * @param tokens of the prompt that were cached there, as far as is known
   * @param usd how much more they cost in US dollars when they are read as new ones; 0 where the prices are not known
   */
  public record Left(String place, long tokens, BigDecimal usd) {}

  /**
   * Why the provider's cache doesn't have the beginning of the prompt.
   *
   * @param reason who changed which part, as docs/api.md has it
   * @param tokens that the cache had of the turn before
   */
  public record Break(String reason, long tokens) {}

  /** Notes that the current call leaves a cache; null when it doesn't. */
  public void left(Left leaves) {
    left = leaves;
  }

  /** Notes why the cache of the current call doesn't have the beginning of the prompt; null when it should have it. */
  public void broke(Break why) {
    broken = why;
  }

  /** Returns the cache that the current call leaves, or null. */
  public Left left() {
    return left;
  }

  /** Returns why the cache doesn't have the beginning of the prompt; null when it should have it, or when nothing is known. */
  public Break broken() {
    return broken;
  }
}
