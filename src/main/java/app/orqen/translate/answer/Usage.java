package app.orqen.translate.answer;

/**
 * Tokens of one call. {@code input} includes cached and cache-writing tokens and {@code output} includes reasoning, as OpenAI
 * counts them; Anthropic and Bedrock count the input without the cache ({@link #freshInput}).
 */
public record Usage(long input, long output, long cached, long cacheWrite, long reasoning) {

  public static final Usage NONE = new Usage(0, 0, 0, 0, 0);

  /** From counts that leave the cache out of the input (Anthropic, Bedrock). */
  public static Usage ofFresh(long fresh, long output, long cached, long cacheWrite, long reasoning) {
    return new Usage(fresh + cached + cacheWrite, output, cached, cacheWrite, reasoning);
  }

  public long freshInput() {
    return Math.max(0, input - cached - cacheWrite);
  }

  public long total() {
    return input + output;
  }
}
