package app.orqen.dashboard.requests;

import app.orqen.dashboard.page.Amount;
import app.orqen.dashboard.page.KeyNames;
import app.orqen.dashboard.page.When;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A request's metadata, as pages show it. */
public record RequestView(String id, When at, String key, String provider, String model, int status, String errorCode,
    String errorSource, JsonNode row) {

  public static RequestView of(JsonNode row, Map<String, String> keyNames, Instant now) {
    return new RequestView(row.path("id").asText(), When.of(row.path("created_at"), now),
        KeyNames.name(keyNames, row.path("key_id").asText()), row.path("provider").asText("–"), row.path("model").asText("–"),
        row.path("status").asInt(), row.path("error_code").textValue(), row.path("error_source").textValue(), row);
  }

  /** Returns whether the request failed. An answer that broke off failed although its head has a good status. */
  public boolean failed() {
    return status >= 400 || errorCode != null;
  }

  /** Returns the error's code in pieces between which a line may end. */
  public List<String> codeParts() {
    return List.of(errorCode.split("(?<=_)"));
  }

  public String tone() {
    return !failed() ? "ok" : status == 429 || status < 400 ? "warn" : "bad";
  }

  public String surface() {
    return switch (row.path("surface").asText()) {
      case "anthropic" -> "Anthropic Messages";
      case "converse" -> "Bedrock Converse";
      case "invoke" -> "Bedrock InvokeModel";
      case "responses" -> "OpenAI Responses";
      default -> "OpenAI Chat";
    };
  }

  /** Returns how the tools were pruned, such as "7 of 41", or a dash where no tools were sent. */
  public String tools() {
    return hasTools() ? Amount.count(row.path("tools_out").asLong()) + " of " + Amount.count(row.path("tools_in").asLong()) : "–";
  }

  /** Returns which share of the input came from the provider's cache, such as "64.0 %". */
  public String cachedShare() {
    return Amount.share(row.path("cached_tokens").asLong(), row.path("input_tokens").asLong());
  }

  public String tokens() {
    return Amount.count(row.path("input_tokens").asLong()) + " / " + Amount.count(row.path("output_tokens").asLong());
  }

  public String millis(String field) {
    return Amount.millis(row.path(field));
  }

  /** Returns what the request cost, or that it has no price. */
  public String cost() {
    return row.path("cost_usd").isNumber() ? Amount.usd(row.path("cost_usd")) : "no price";
  }

  /** Returns why the provider's cache didn't have the beginning of the prompt, and what that cost; null when it should have it. */
  public String cacheBreak() {
    String reason = row.path("cache_break_reason").textValue();
    if (reason == null) {
      return null;
    }
    int colon = reason.indexOf(':');
    String what = CacheBreakWords.of(reason.substring(0, colon), reason.substring(colon + 1));
    return what + (row.path("cache_break_usd").isNumber() ? ", which cost " + Amount.usd(row.path("cache_break_usd")) + " more." : ".");
  }

  /** Returns which part of the prompt the cache didn't have, and who changed it, in a few words; null when it should have it. */
  public String cacheBreakPart() {
    String reason = row.path("cache_break_reason").textValue();
    return reason == null ? null : reason.substring(reason.indexOf(':') + 1) + ", by the " + reason.substring(0, reason.indexOf(':'));
  }

  public String count(String field) {
    return row.path(field).isNumber() ? Amount.count(row.path(field).asLong()) : "–";
  }

  public String text(String field) {
    return row.path(field).asText("–");
  }

  public boolean is(String field) {
    return row.path(field).asBoolean();
  }

  public boolean hasTools() {
    return row.path("tools_in").asInt() > 0;
  }

  /** Returns the names in a field of the row, if any were recorded. */
  public List<String> names(String field) {
    List<String> names = new ArrayList<>();
    row.path(field).forEach(name -> names.add(name.asText()));
    return names;
  }

  public Explanation explanation() {
    return failed() ? Explanation.of(status, errorCode, errorSource, provider) : null;
  }
}
