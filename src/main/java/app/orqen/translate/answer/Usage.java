package app.orqen.translate.answer;

/**
 * Tokens of one call, however a provider counts them.
 *
 * @param input tokens of the request, with those read from and written to a cache
 * @param output tokens of the answer, with those of reasoning
 * @param cached the part of the input that was read from a cache
 * @param cacheWrite5m the part of the input that was written to a cache of 5 minutes, or to one whose time isn't said
 * @param cacheWrite1h the part of the input that was written to a cache of 1 hour
 * @param reasoning the part of the output that was reasoning
 * @param serviceTier the tier that served the call, as the provider names it; null when it doesn't say
 */
public record Usage(long input, long output, long cached, long cacheWrite5m, long cacheWrite1h, long reasoning,
    String serviceTier) {

  public static final Usage NONE = new Usage(0, 0, 0, 0, 0, 0, null);

  /**
   * Returns the usage from counts that leave the cache out of the input, as Anthropic and Bedrock do.
   *
   * @param cacheWrite tokens written to any cache
   * @param cacheWrite1h those of them that were written to a cache of 1 hour
   */
  public static Usage ofFresh(
      long fresh, long output, long cached, long cacheWrite, long cacheWrite1h, long reasoning, String serviceTier) {
    long hour = Math.min(cacheWrite, cacheWrite1h);
    return new Usage(fresh + cached + cacheWrite, output, cached, cacheWrite - hour, hour, reasoning, serviceTier);
  }

  /** Returns the tokens that were written to any cache. */
  public long cacheWrite() {
    return cacheWrite5m + cacheWrite1h;
  }

  /** Returns the input without what was read from or written to a cache. */
  public long freshInput() {
    return Math.max(0, input - cached - cacheWrite());
  }

  /**
   * Returns the same usage with at least so much of its input read from a cache. That takes the place of what was written to one, then
   * of the rest.
   */
  public Usage cached(long least) {
    long more = Math.max(0, Math.min(least, input) - cached);
    long from5m = Math.min(more, cacheWrite5m);
    long from1h = Math.min(more - from5m, cacheWrite1h);
    return new Usage(input, output, cached + more, cacheWrite5m - from5m, cacheWrite1h - from1h, reasoning, serviceTier);
  }

  public long total() {
    return input + output;
  }

  /** Returns the same usage with at least so much input and output. */
  public Usage atLeast(long leastInput, long leastOutput) {
    return new Usage(Math.max(input, leastInput), Math.max(output, leastOutput), cached, cacheWrite5m, cacheWrite1h, reasoning,
        serviceTier);
  }

  /** Returns the sum with the usage of a later call, whose tier counts if it has one. */
  public Usage plus(Usage later) {
    return new Usage(input + later.input, output + later.output, cached + later.cached,
        cacheWrite5m + later.cacheWrite5m, cacheWrite1h + later.cacheWrite1h, reasoning + later.reasoning,
        later.serviceTier == null ? serviceTier : later.serviceTier);
  }
}
