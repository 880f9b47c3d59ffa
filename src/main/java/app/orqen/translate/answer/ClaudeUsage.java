package app.orqen.translate.answer;

import com.fasterxml.jackson.databind.JsonNode;

/** Anthropic's counts over a stream: cumulative, so each one that is named replaces the last, and others stay (pitfall 12). */
public final class ClaudeUsage {

  private long fresh;
  private long output;
  private long cached;
  private long cacheWrite;
  private long reasoning;

  public Usage update(JsonNode usage) {
    fresh = TokenCount.of(usage, "input_tokens", fresh);
    output = TokenCount.of(usage, "output_tokens", output);
    cached = TokenCount.of(usage, "cache_read_input_tokens", cached);
    cacheWrite = TokenCount.of(usage, "cache_creation_input_tokens", cacheWrite);
    reasoning = TokenCount.of(usage.path("output_tokens_details"), "thinking_tokens", reasoning);
    return Usage.ofFresh(fresh, output, cached, cacheWrite, reasoning);
  }
}
