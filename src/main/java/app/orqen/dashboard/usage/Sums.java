package app.orqen.dashboard.usage;

import app.orqen.dashboard.page.Amount;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.math.BigDecimal;
import java.math.RoundingMode;

/** The usage of a day, a key or a period, as a page shows it. */
record Sums(String label, long requests, long errors, long input, long output, long cached, long toolsIn, long toolsOut,
    long saved, JsonNode ttft, JsonNode overhead, JsonNode cost, JsonNode savedCost, long unpriced) {

  static Sums of(String label, JsonNode sums) {
    return new Sums(label, sums.path("requests").asLong(), sums.path("errors").asLong(), sums.path("input_tokens").asLong(),
        sums.path("output_tokens").asLong(), sums.path("cached_tokens").asLong(), sums.path("tools_in").asLong(),
        sums.path("tools_out").asLong(), sums.path("tokens_saved").asLong(), sums.path("median_ttft_ms"),
        sums.path("median_overhead_ms"), sums.path("cost_usd"), sums.path("saved_usd"), sums.path("unpriced_requests").asLong());
  }

  /** Returns the sums of a day without requests. */
  static Sums none(String label) {
    return new Sums(label, 0, 0, 0, 0, 0, 0, 0, 0, NullNode.instance, NullNode.instance, IntNode.valueOf(0),
        IntNode.valueOf(0), 0);
  }

  /** Returns the cost, or that nothing of it has a price. */
  public String costWords() {
    return requests > 0 && unpriced == requests ? "no price" : Amount.usd(cost);
  }

  /** Returns the same under another name. */
  Sums called(String name) {
    return new Sums(name, requests, errors, input, output, cached, toolsIn, toolsOut, saved, ttft, overhead, cost, savedCost, unpriced);
  }

  /** Returns the share of a whole, 0 to 100: of its cost, or of its requests where nothing has a price. */
  public int percentOf(Sums whole) {
    BigDecimal all = whole.cost.decimalValue();
    if (all.signum() > 0) {
      return cost.decimalValue().movePointRight(2).divide(all, 0, RoundingMode.HALF_UP).intValue();
    }
    return whole.requests == 0 ? 0 : (int) Math.round(100.0 * requests / whole.requests);
  }

  public String savedCostWords() {
    return Amount.usd(savedCost);
  }

  /** Returns which share of the input tokens came from providers' caches. */
  public String cachedShare() {
    return Amount.share(cached, input);
  }

  public String errorShare() {
    return Amount.share(errors, requests);
  }

  public String ttftWords() {
    return Amount.millis(ttft);
  }

  public String overheadWords() {
    return Amount.millis(overhead);
  }

  public String tokensWords() {
    return Amount.brief(input + output);
  }

  public String savedWords() {
    return Amount.brief(saved);
  }

  public String requestsWords() {
    return Amount.brief(requests);
  }

  /** Returns the value for a chart, or null where nothing was measured. */
  public Double ttftValue() {
    return ttft.isNumber() ? ttft.asDouble() : null;
  }

  public Double overheadValue() {
    return overhead.isNumber() ? overhead.asDouble() : null;
  }
}
