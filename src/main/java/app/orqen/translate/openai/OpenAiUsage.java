package app.orqen.translate.openai;

import app.orqen.translate.answer.TokenCount;
import app.orqen.translate.answer.Usage;
import app.orqen.translate.json.Json;
import com.fasterxml.jackson.databind.JsonNode;

/** Reads what a call used, in the forms of OpenAI and of the providers that call themselves compatible. */
final class OpenAiUsage {

  private OpenAiUsage() {}

  /**
   * Reads the usage in an answer or a chunk. Groq's streams have it in {@code x_groq}, Moonshot's in the last choice.
   *
   * @return null when the answer or chunk says nothing of usage
   */
  static Usage in(JsonNode node) {
    JsonNode usage = node.path("usage");
    if (!usage.isObject()) {
      usage = node.path("x_groq").path("usage");
    }
    for (JsonNode choice : node.path("choices")) {
      if (choice.path("usage").isObject() && !node.path("usage").isObject()) {
        usage = choice.get("usage");
      }
    }
    return usage.isObject() ? of(usage, Json.text(node, "service_tier")) : null;
  }

  /**
   * Reads a usage object. DeepSeek has its own name for cached tokens ({@code prompt_cache_hit_tokens}), and Moonshot its own
   * place ({@code cached_tokens} next to the other counts). xAI leaves reasoning out of {@code completion_tokens}, but not out
   * of the total.
   */
  static Usage of(JsonNode usage, String serviceTier) {
    JsonNode in = usage.path("prompt_tokens_details");
    long input = TokenCount.of(usage, "prompt_tokens");
    long cached = Math.max(TokenCount.of(in, "cached_tokens"),
        Math.max(TokenCount.of(usage, "prompt_cache_hit_tokens"), TokenCount.of(usage, "cached_tokens")));
    long output = Math.max(TokenCount.of(usage, "completion_tokens"), TokenCount.of(usage, "total_tokens") - input);
    return new Usage(input, output, cached, TokenCount.of(in, "cache_write_tokens"), 0,
        TokenCount.of(usage.path("completion_tokens_details"), "reasoning_tokens"), serviceTier);
  }
}
