package app.orqen.translate.openai;

import app.orqen.translate.chat.ModelRules;
import app.orqen.catalogue.ModelFacts;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How a model behind OpenAI's wire wants its fields named, and which it refuses (docs/wires/openai-chat.md).
 *
 * @param rename top-level fields to write under another name
 * @param drop top-level fields to leave out
 * @param systemRole {@code system} or {@code developer}
 * @param efforts the values of {@code reasoning_effort} that it takes; empty when it takes none
 * @param keepReasoning whether it wants {@code reasoning_content} of earlier turns back
 * @param webSearch whether it searches the web when {@code web_search_options} asks for it
 */
public record OpenAiFields(
    Map<String, String> rename, Set<String> drop, String systemRole, List<String> efforts, boolean keepReasoning,
    boolean webSearch) {

  /** What the table of models has for a model of which it only knows that it reasons. */
  private static final List<String> ONLY_REASONS = List.of("low", "medium", "high");


  /**
   * Returns the fields of a model.
   *
   * @param model the upstream model, or the one behind a deployment's name
   * @param nativeOpenAi whether the provider is OpenAI or Azure itself
   * @param facts what is known about the model
   */
  public static OpenAiFields of(String model, boolean nativeOpenAi, ModelFacts facts) {
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
        efforts(rule.get("efforts"), nativeOpenAi, facts.efforts()),
        rule.path("keepReasoning").asBoolean(),
        rule.path("webSearch").asBoolean());
  }

  /**
   * Returns the efforts. For a compatible provider the table often only says that a model reasons, which doesn't prove that it
   * takes the field. The rule of its family decides then.
   */
  private static List<String> efforts(JsonNode rule, boolean nativeOpenAi, List<String> known) {
    boolean taken = nativeOpenAi || !rule.isEmpty() || !known.equals(ONLY_REASONS);
    if (!known.isEmpty() && taken) {
      return known;
    }
    List<String> efforts = new ArrayList<>();
    rule.forEach(effort -> efforts.add(effort.asText()));
    return List.copyOf(efforts);
  }

  String maxTokensField() {
    return rename.values().iterator().next();
  }
}
