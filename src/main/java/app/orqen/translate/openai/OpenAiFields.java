package app.orqen.translate.openai;

import app.orqen.translate.chat.ModelRules;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * How a model behind OpenAI's wire wants its fields named, and which it refuses (docs/wires/openai-chat.md).
 * The request writer follows it; so may a gateway that splices bodies that need no translation.
 *
 * @param rename top-level fields to write under another name
 * @param drop top-level fields to leave out
 * @param systemRole {@code system} or {@code developer}
 * @param effort whether it takes {@code reasoning_effort}
 * @param keepReasoning whether it wants {@code reasoning_content} of earlier turns back
 */
public record OpenAiFields(
    Map<String, String> rename, Set<String> drop, String systemRole, boolean effort, boolean keepReasoning) {

  /**
   * @param model the upstream model, or the one behind a deployment's name
   * @param nativeOpenAi OpenAI or Azure itself
   */
  public static OpenAiFields of(String model, boolean nativeOpenAi) {
    String name = model.substring(model.lastIndexOf('/') + 1);
    JsonNode rule = ModelRules.find(nativeOpenAi ? "openai" : "openaiCompatible", name);
    Set<String> drop = new HashSet<>();
    rule.get("drop").forEach(field -> drop.add(field.asText()));
    boolean completion = rule.get("maxTokens").asText().equals("max_completion_tokens");
    return new OpenAiFields(
        completion
            ? Map.of("max_tokens", "max_completion_tokens")
            : Map.of("max_completion_tokens", "max_tokens"),
        Set.copyOf(drop),
        rule.get("systemRole").asText(),
        rule.get("effort").asBoolean(),
        rule.path("keepReasoning").asBoolean());
  }

  String maxTokensField() {
    return rename.values().iterator().next();
  }
}
