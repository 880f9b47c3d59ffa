package app.orqen.translate;

import com.fasterxml.jackson.databind.JsonNode;

/** Anthropic's counts over a stream: cumulative, so each one that is named replaces the last, and others stay (pitfall 12). */
final class ClaudeUsage {

  private long fresh;
  private long output;
  private long cached;
  private long cacheWrite;
  private long reasoning;

  Usage update(JsonNode usage) {
    fresh = latest(usage, "input_tokens", fresh);
    output = latest(usage, "output_tokens", output);
    cached = latest(usage, "cache_read_input_tokens", cached);
    cacheWrite = latest(usage, "cache_creation_input_tokens", cacheWrite);
    reasoning = latest(usage.path("output_tokens_details"), "thinking_tokens", reasoning);
    return Usage.ofFresh(fresh, output, cached, cacheWrite, reasoning);
  }

  private static long latest(JsonNode usage, String field, long before) {
    return usage.path(field).isNumber() ? usage.get(field).longValue() : before;
  }
}
