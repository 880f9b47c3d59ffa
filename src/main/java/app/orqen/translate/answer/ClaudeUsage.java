package app.orqen.translate.answer;

import com.fasterxml.jackson.databind.JsonNode;

/** Anthropic's counts over a stream: cumulative, so each one that is named replaces the last, and others stay (pitfall 12). */
public final class ClaudeUsage {

  private long fresh;
  private long output;
  private long cached;
  private long cacheWrite;
  private long cacheWrite1h;
  private long reasoning;
  private String serviceTier;

  public Usage update(JsonNode usage) {
    fresh = TokenCount.of(usage, "input_tokens", fresh);
    output = TokenCount.of(usage, "output_tokens", output);
    cached = TokenCount.of(usage, "cache_read_input_tokens", cached);
    cacheWrite = TokenCount.of(usage, "cache_creation_input_tokens", cacheWrite);
    cacheWrite1h = TokenCount.of(usage.path("cache_creation"), "ephemeral_1h_input_tokens", cacheWrite1h);
    serviceTier = usage.path("service_tier").asText(serviceTier);
    reasoning = TokenCount.of(usage.path("output_tokens_details"), "thinking_tokens", reasoning);
    return Usage.ofFresh(fresh, output, cached, cacheWrite, cacheWrite1h, reasoning, serviceTier);
  }
}
