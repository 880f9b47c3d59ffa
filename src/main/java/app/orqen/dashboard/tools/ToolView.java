package app.orqen.dashboard.tools;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * A tool, as the page shows it.
 *
 * @param description what the tool is described as; null when it isn't kept
 * @param callThrough the share of requests with the tool in which the model called it, in words
 * @param score of the description, 0 to 100
 */
record ToolView(String name, String description, long seen, long forwarded, long called, long recovered, long missed, String callThrough,
    int score, List<Issue> issues) {

  private static final int GOOD = 80;
  private static final int POOR = 50;

  /** What a description lacks, and what would help. */
  record Issue(String message, String suggestion) {}

  static ToolView of(JsonNode tool) {
    JsonNode share = tool.path("call_through");
    return new ToolView(tool.path("name").asText(), tool.path("description").textValue(), tool.path("seen").asLong(), tool.path("forwarded").asLong(),
        tool.path("called").asLong(), tool.path("recovered").asLong(), tool.path("missed").asLong(),
        share.isNumber() ? Math.round(share.asDouble() * 100) + " %" : "–", tool.path("score").asInt(),
        tool.path("issues").valueStream()
            .map(issue -> new Issue(issue.path("message").asText(), issue.path("suggestion").asText())).toList());
  }

  /** Returns the badge's colour. */
  public String tone() {
    return score >= GOOD ? "ok" : score >= POOR ? "idle" : "warn";
  }
}
