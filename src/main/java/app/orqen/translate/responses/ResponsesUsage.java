package app.orqen.translate.responses;

import app.orqen.translate.answer.TokenCount;
import app.orqen.translate.answer.Usage;
import app.orqen.translate.json.Json;
import com.fasterxml.jackson.databind.JsonNode;

/** Reads what a response used. */
final class ResponsesUsage {

  private ResponsesUsage() {}

  /** Returns the usage in a response; {@link Usage#NONE} when it has none. */
  static Usage of(JsonNode response) {
    JsonNode usage = response.path("usage");
    if (!usage.isObject()) {
      return Usage.NONE;
    }
    JsonNode input = usage.path("input_tokens_details");
    return new Usage(TokenCount.of(usage, "input_tokens"), TokenCount.of(usage, "output_tokens"),
        TokenCount.of(input, "cached_tokens"), TokenCount.of(input, "cache_write_tokens"), 0,
        TokenCount.of(usage.path("output_tokens_details"), "reasoning_tokens"), Json.text(response, "service_tier"));
  }
}
