package app.orqen.dashboard.routing;

import app.orqen.dashboard.page.Amount;
import app.orqen.dashboard.page.When;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A decision, as the page shows it.
 *
 * @param needs what the model must be able to do, in words
 */
record DecisionView(When at, String request, String mode, String model, String reason, String complexity, String needs, boolean sticky,
    List<Considered> considered) {

  /**
   * A model that was looked at.
   *
   * @param score 0 to 1, in words
   * @param excluded why it isn't picked; null when it fits
   */
  record Considered(String model, String score, String cost, String ttft, String excluded) {

    static Considered of(JsonNode candidate) {
      return new Considered(candidate.path("model").asText(), candidate.path("score").asText(), Amount.usd(candidate.path("cost_usd")),
          Amount.millis(candidate.path("ttft_ms")), candidate.path("excluded").textValue());
    }
  }

  /** Returns what a need of a trace means. A name that this version doesn't know is shown as it is. */
  private static String inWords(String need) {
    return switch (need) {
      case "tools" -> "calls tools";
      case "vision" -> "reads images";
      case "documents" -> "reads documents";
      case "response_schema" -> "answers in the form that a schema says";
      default -> need.matches("context:[0-9]{1,18}")
          ? "has room for about " + String.format(Locale.ROOT, "%,d", Long.parseLong(need.substring("context:".length())))
              + " tokens of prompt and answer together"
          : need;
    };
  }

  static DecisionView of(JsonNode trace, Instant now) {
    JsonNode intent = trace.path("intent");
    return new DecisionView(When.of(trace.path("created_at"), now), trace.path("request_id").asText(), trace.path("mode").asText(),
        trace.path("model").asText(), trace.path("reason").asText(), intent.path("complexity").asText(),
        intent.path("needs").valueStream().map(need -> inWords(need.asText())).collect(Collectors.joining("; ")), trace.path("sticky").asBoolean(),
        trace.path("candidates").valueStream().map(Considered::of).toList());
  }
}
