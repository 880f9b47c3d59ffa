package app.orqen.translate.openai;

import static app.orqen.translate.error.TranslationException.unsupported;

import app.orqen.translate.chat.Fields;
import app.orqen.translate.error.TranslationException;
import app.orqen.translate.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Set;

/** Refuses what a chat completions request asks for and no other wire can say, where the answer would be another without it. */
final class OpenAiRefusals {

  private static final Set<String> MODALITIES = Set.of("text", "image");

  private OpenAiRefusals() {}

  /**
   * Looks a request through.
   *
   * @throws TranslationException 400 that names the field
   */
  static void check(JsonNode body) throws TranslationException {
    Integer n = Fields.integer(body, "n", "n");
    if (n != null && n != 1) {
      throw unsupported("n", "This provider gives one answer per request. Set n to 1, and send the request once for each answer.");
    }
    for (String legacy : List.of("functions", "function_call")) {
      if (Json.has(body, legacy)) {
        throw unsupported(legacy, legacy + " is not supported with this provider: use tools and tool_choice.");
      }
    }
    for (String modality : Fields.strings(body, "modalities", "modalities")) {
      if (!MODALITIES.contains(modality)) {
        throw unsupported("modalities",
            "This provider's answers can't have the modality '" + modality + "'. Leave it out, or use another provider.");
      }
    }
    JsonNode bias = Fields.object(body, "logit_bias", "logit_bias");
    if (bias != null && !bias.isEmpty()) {
      throw unsupported("logit_bias", "This provider takes no bias of tokens. Leave out logit_bias.");
    }
    if (Json.has(body, "moderation")) {
      throw unsupported("moderation", "Only OpenAI moderates a request and its answer: leave out moderation.");
    }
  }
}
