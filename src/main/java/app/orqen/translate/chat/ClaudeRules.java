package app.orqen.translate.chat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What a Claude family takes; for any other model on Bedrock the rule that takes everything but Claude's own fields. */
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

  private static final List<String> ORDER = List.of("low", "medium", "high", "xhigh", "max");

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

  /** The highest effort the family knows that is not above the one asked for; null if it knows none. */
  String effort(String asked) {
    if (asked == null || efforts.isEmpty()) {
      return null;
    }
    int at = ORDER.indexOf(asked.equals("minimal") ? "low" : asked);
    for (int i = at; i >= 0; i--) {
      if (efforts.contains(ORDER.get(i))) {
        return ORDER.get(i);
      }
    }
    return null;
  }
}
