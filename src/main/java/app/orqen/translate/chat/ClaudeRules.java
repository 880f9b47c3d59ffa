package app.orqen.translate.chat;

import app.orqen.catalogue.Efforts;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What a Claude family takes. For any other model on Bedrock there is the rule that takes everything but Claude's own fields.
 */
public record ClaudeRules(
    Sampling sampling,
    Thinking thinking,
    boolean always,
    List<String> efforts,
    boolean structured,
    Integer maxOutput,
    boolean claude) {

  public enum Sampling {
    ALL,
    /** Temperature or top_p, not both. */
    ONE,
    NONE
  }

  public enum Thinking {
    NONE,
    BUDGET,
    ADAPTIVE
  }

  public static ClaudeRules of(String model) {
    JsonNode rule = ModelRules.find("claude", model);
    List<String> efforts = new ArrayList<>();
    rule.get("efforts").forEach(effort -> efforts.add(effort.asText()));
    return new ClaudeRules(
        Sampling.valueOf(rule.get("sampling").asText().toUpperCase(Locale.ROOT)),
        Thinking.valueOf(rule.get("thinking").asText().toUpperCase(Locale.ROOT)),
        rule.path("always").asBoolean(),
        efforts,
        rule.get("structured").asBoolean(),
        rule.has("maxOutput") ? rule.get("maxOutput").intValue() : null,
        rule.path("claude").asBoolean(true));
  }

  /** Returns the effort to send for the one asked for, or null if the family takes none. */
  String effort(String asked) {
    return Efforts.bounded(asked, efforts);
  }
}
