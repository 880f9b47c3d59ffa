package app.orqen.translate.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;

/** Reads Gemini's {@code logprobsResult} into the list that OpenAI's answers have. */
final class GeminiLogprobs {

  private GeminiLogprobs() {}

  /** Returns an entry for each chosen token; empty when the answer has no log probabilities. */
  static ArrayNode read(JsonNode result) {
    ArrayNode tokens = JsonNodeFactory.instance.arrayNode();
    JsonNode chosen = result.path("chosenCandidates");
    for (int i = 0; i < chosen.size(); i++) {
      ObjectNode token = token(tokens.addObject(), chosen.get(i));
      ArrayNode likely = token.putArray("top_logprobs");
      for (JsonNode candidate : result.path("topCandidates").path(i).path("candidates")) {
        token(likely.addObject(), candidate);
      }
    }
    return tokens;
  }

  private static ObjectNode token(ObjectNode entry, JsonNode candidate) {
    String text = candidate.path("token").asText();
    entry.put("token", text).put("logprob", candidate.path("logProbability").asDouble());
    ArrayNode bytes = entry.putArray("bytes");
    for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
      bytes.add(each & 0xff);
    }
    return entry;
  }
}
