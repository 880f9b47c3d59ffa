package app.orqen.dashboard.requests;

import app.orqen.dashboard.page.Amount;
import app.orqen.dashboard.page.When;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A session of an agent as pages show it.
 *
 * @param last when its last request came; null where only turns are summed up
 * @param lasted from the first to the last request, in words
 */
record SessionView(String id, When last, String lasted, long requests, long errors, long input, long output, long cached, long called,
    String cost) {

  static SessionView of(JsonNode session, Instant now) {
    return new SessionView(session.path("id").asText(), When.of(session.path("last_at"), now),
        span(session.path("first_at").asText(), session.path("last_at").asText()), session.path("requests").asLong(),
        session.path("errors").asLong(), session.path("input_tokens").asLong(), session.path("output_tokens").asLong(),
        session.path("cached_tokens").asLong(), session.path("tools_called").asLong(), Amount.usd(session.path("cost_usd")));
  }

  /** Sums up turns, the oldest first. */
  static SessionView ofTurns(String id, List<RequestView> turns) {
    BigDecimal cost = turns.stream().map(turn -> turn.row().path("cost_usd")).filter(JsonNode::isNumber)
        .map(JsonNode::decimalValue).reduce(BigDecimal.ZERO, BigDecimal::add);
    return new SessionView(id, null,
        turns.isEmpty() ? "–" : span(turns.get(0).at().at(), turns.get(turns.size() - 1).at().at()), turns.size(),
        turns.stream().filter(RequestView::failed).count(), sum(turns, "input_tokens"), sum(turns, "output_tokens"),
        sum(turns, "cached_tokens"), sum(turns, "tools_called"), Amount.usd(DecimalNode.valueOf(cost)));
  }

  private static long sum(List<RequestView> turns, String field) {
    return turns.stream().mapToLong(turn -> turn.row().path(field).asLong()).sum();
  }

  private static String span(String first, String last) {
    Duration span = Duration.between(Instant.parse(first), Instant.parse(last));
    if (span.toMinutes() < 1) {
      return span.toSeconds() + " s";
    }
    return span.toHours() < 1 ? span.toMinutes() + " min" : span.toDays() < 2 ? span.toHours() + " h" : span.toDays() + " days";
  }

  public String tokens() {
    return Amount.brief(input) + " / " + Amount.brief(output);
  }

  /** Returns which share of the input came from a cache. */
  public String cachedShare() {
    return Amount.share(cached, input);
  }
}
