package app.orqen.dashboard.keys;

import app.orqen.dashboard.page.Form;
import app.orqen.reply.GatewayException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;

/** Translates between the forms of a key and the bodies of the gateway's own calls. */
final class KeyForm {

  private static final String[] LISTS = {"allowed_tools", "denied_tools", "keep_tools"};
  private static final String END_OF_DAY = "T23:59:59Z";

  private KeyForm() {}

  static Form fresh() {
    return new Form().put("rate_limit_rpm", 60).put("scope", "models");
  }

  static Form of(JsonNode key, JsonNode lists) {
    Form form = new Form().put("name", key.path("name").asText())
        .put("rate_limit_rpm", key.path("rate_limit_rpm").asText())
        .put("k_target_override", text(key.path("k_target_override")))
        .put("expires_at", date(text(key.path("expires_at"))))
        .put("scope", key.path("scope").asText("all"))
        .put("max_budget_usd", text(key.path("max_budget_usd")))
        .put("budget_period", key.path("budget_period").asText("30d"))
        .put("prune_recovery", key.path("prune_recovery").asBoolean() ? "on" : "")
        .put("prune_native", key.path("prune_native").asBoolean() ? "on" : "")
        .put("active", key.path("active").asBoolean() ? "on" : "");
    for (String list : LISTS) {
      form.put(list, lines(lists.path(list)));
      form.put(list + "_none", lists.path(list).isArray() && lists.path(list).isEmpty() ? "on" : "");
    }
    return form;
  }

  private static String text(JsonNode value) {
    return value.isNull() ? "" : value.asText();
  }

  private static String date(String time) {
    return time.isEmpty() ? "" : time.substring(0, 10);
  }

  private static String lines(JsonNode list) {
    StringBuilder lines = new StringBuilder();
    list.forEach(name -> lines.append(lines.length() == 0 ? "" : "\n").append(name.asText()));
    return lines.toString();
  }

  /** Returns the body of a call that makes a key. */
  static ObjectNode create(Form form) {
    ObjectNode body = Form.json().put("name", form.value("name"));
    if (form.has("rate_limit_rpm")) {
      form.number(body, "rate_limit_rpm");
    }
    form.number(body, "k_target_override");
    money(body, form);
    if (form.has("scope")) {
      body.put("scope", form.value("scope"));
    }
    expiry(body, form.value("expires_at"));
    return body;
  }

  /** Puts the budget in. What is not a number goes as it was typed, and the gateway says what is wrong with it. */
  private static void money(ObjectNode body, Form form) {
    if (!form.sent("max_budget_usd")) {
      return;
    }
    String typed = form.value("max_budget_usd").replace("$", "").strip();
    if (typed.isEmpty()) {
      body.putNull("max_budget_usd");
    } else if (typed.matches("[0-9]{1,12}(\\.[0-9]{1,20})?")) {
      body.put("max_budget_usd", new BigDecimal(typed));
    } else {
      body.put("max_budget_usd", typed);
    }
    if (form.has("budget_period")) {
      body.put("budget_period", form.value("budget_period"));
    }
  }

  /** Returns the body of a call that changes a key. An expiry that wasn't touched stays as it is, to the second. */
  static ObjectNode change(Form form, JsonNode key) {
    ObjectNode body = create(form);
    form.number(body, "rate_limit_rpm");
    if (date(text(key.path("expires_at"))).equals(form.value("expires_at"))) {
      body.remove("expires_at");
    }
    return body.put("prune_recovery", form.has("prune_recovery")).put("prune_native", form.has("prune_native")).put("active", form.has("active"));
  }

  private static void expiry(ObjectNode body, String date) {
    if (date.isEmpty()) {
      body.putNull("expires_at");
    } else {
      body.put("expires_at", date + END_OF_DAY);
    }
  }

  /** Replaces the gateway's words where they speak of JSON, since the reader sees a form. */
  static GatewayException words(GatewayException refusal) {
    String field = refusal.param() == null ? "" : refusal.param();
    return switch (field) {
      case "max_budget_usd" -> refusal.inOtherWords("Must be US dollars above 0, such as 25 or 2.50, or empty.");
      case "expires_at" -> refusal.inOtherWords("Must be a day in the future.");
      case "allowed_tools", "denied_tools", "keep_tools" -> refusal.inOtherWords(
          "Must be tool names, one a line, with '*' only at a name's end.");
      default -> refusal;
    };
  }

  /**
   * Returns the body of a call that replaces the tool lists. An empty list of allowed tools means "none" only when the form
   * says so.
   */
  static ObjectNode toolLists(Form form) {
    ObjectNode body = Form.json();
    for (String list : LISTS) {
      if (form.has(list)) {
        ArrayNode names = body.putArray(list);
        form.value(list).lines().map(String::strip).filter(name -> !name.isEmpty()).forEach(names::add);
      } else if (form.has(list + "_none")) {
        body.putArray(list);
      } else {
        body.putNull(list);
      }
    }
    return body;
  }
}
