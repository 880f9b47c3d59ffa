package app.orqen.dashboard.keys;

import app.orqen.dashboard.page.Form;
import app.orqen.reply.GatewayException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.List;

/** Translates between the forms of a key and the bodies of the gateway's own calls. */
final class KeyForm {

  private static final List<String> TOOL_LISTS = List.of("allowed_tools", "denied_tools", "keep_tools");
  /** Lists of which each line of a text area has an entry. */
  private static final List<String> LISTS = List.of("allowed_models", "allowed_networks", "tags");
  private static final List<String> NUMBERS =
      List.of("daily_token_budget", "weekly_token_budget", "tpm_limit", "max_parallel_requests", "max_session_requests");
  private static final List<String> MONEY = List.of("max_budget_usd", "max_session_usd");
  private static final List<String> CHOICES = List.of("scope", "budget_period", "runaway");
  private static final List<String> BOXES = List.of("prune_recovery", "prune_native", "prune_shadow", "active");
  private static final int USUAL_REPEATS = 5;
  private static final String END_OF_DAY = "T23:59:59Z";

  private KeyForm() {}

  static Form fresh() {
    return new Form().put("rate_limit_rpm", 60).put("scope", "models").put("prune_recovery", "on")
        .put("runaway", "warn").put("runaway_repeats", USUAL_REPEATS);
  }

  static Form of(JsonNode key, JsonNode lists) {
    Form form = new Form().put("expires_at", date(text(key.path("expires_at"))));
    for (String name : List.of("name", "rate_limit_rpm", "k_target_override", "runaway_repeats")) {
      form.put(name, text(key.path(name)));
    }
    NUMBERS.forEach(name -> form.put(name, text(key.path(name))));
    MONEY.forEach(name -> form.put(name, key.path(name).isNumber() ? key.path(name).decimalValue().toPlainString() : ""));
    CHOICES.forEach(name -> form.put(name, text(key.path(name))));
    BOXES.forEach(name -> form.put(name, key.path(name).asBoolean() ? "on" : ""));
    LISTS.forEach(name -> form.put(name, lines(key.path(name))));
    for (String list : TOOL_LISTS) {
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
    return String.join("\n", list.valueStream().map(JsonNode::asText).toList());
  }

  /** Returns the body of a call that makes a key. */
  static ObjectNode create(Form form) {
    ObjectNode body = Form.json().put("name", form.value("name"));
    if (form.has("rate_limit_rpm")) {
      form.number(body, "rate_limit_rpm");
    }
    form.number(body, "k_target_override");
    NUMBERS.stream().filter(form::sent).forEach(name -> form.number(body, name));
    MONEY.stream().filter(form::sent).forEach(name -> money(body, form, name));
    CHOICES.stream().filter(form::has).forEach(name -> body.put(name, form.value(name)));
    if (form.has("runaway_repeats")) {
      form.number(body, "runaway_repeats");
    }
    LISTS.stream().filter(form::sent).forEach(name -> list(body, form, name));
    // A box that isn't ticked is not sent; beside it the form always has the scope.
    BOXES.stream().filter(name -> !name.equals("active") && form.sent("scope")).forEach(name -> body.put(name, form.has(name)));
    expiry(body, form.value("expires_at"));
    return body;
  }

  /** Puts an amount in. What isn't a number goes as it was typed, and the gateway says what is wrong with it. */
  private static void money(ObjectNode body, Form form, String name) {
    String typed = form.value(name).replace("$", "").strip();
    if (typed.isEmpty()) {
      body.putNull(name);
    } else if (typed.matches("[0-9]{1,12}(\\.[0-9]{1,20})?")) {
      body.put(name, new BigDecimal(typed));
    } else {
      body.put(name, typed);
    }
  }

  /** Puts the lines of a text area in. Without any, models and networks aren't bounded, and there are no tags. */
  private static void list(ObjectNode body, Form form, String name) {
    if (!form.has(name) && !name.equals("tags")) {
      body.putNull(name);
    } else {
      entries(body.putArray(name), form, name);
    }
  }

  private static void entries(ArrayNode entries, Form form, String name) {
    form.value(name).lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(entries::add);
  }

  /** Returns the body of a call that changes a key. An expiry that wasn't touched stays as it is, to the second. */
  static ObjectNode change(Form form, JsonNode key) {
    ObjectNode body = create(form);
    form.number(body, "rate_limit_rpm");
    if (date(text(key.path("expires_at"))).equals(form.value("expires_at"))) {
      body.remove("expires_at");
    }
    BOXES.forEach(name -> body.put(name, form.has(name)));
    return body;
  }

  private static void expiry(ObjectNode body, String date) {
    if (date.isEmpty()) {
      body.putNull("expires_at");
    } else {
      body.put("expires_at", date + END_OF_DAY);
    }
  }

  /** Replaces the gateway's words where they speak of JSON, since the reader sees a form. A named entry or character stays. */
  static GatewayException words(GatewayException refusal) {
    String rule = rule(refusal.param() == null ? "" : refusal.param());
    if (rule == null) {
      return refusal.beside().isEmpty() ? refusal
          : refusal.beside(refusal.beside().stream().map(KeyForm::words).toList());
    }
    int place = refusal.getMessage().indexOf(';');
    return refusal.inOtherWords(place < 0 ? rule + "." : rule + refusal.getMessage().substring(place))
        .beside(refusal.beside().stream().map(KeyForm::words).toList());
  }

  private static String rule(String field) {
    return switch (field) {
      case "max_budget_usd", "max_session_usd" -> "Must be US dollars above 0, such as 25 or 2.50, or empty";
      case "daily_token_budget", "weekly_token_budget" -> "Must be a whole number of at least 1, or empty";
      case "expires_at" -> "Must be a day in the future";
      case "allowed_models" -> "Must be models such as openai/gpt-4o, one a line, with '*' only at a name's end";
      case "allowed_networks" -> "Must be networks such as 10.0.0.0/8 or 2001:db8::/32, one a line";
      case "tags" -> "Must be up to 8 tags of 1 to 60 characters, one a line, without commas";
      case "allowed_tools", "denied_tools", "keep_tools" -> "Must be tool names, one a line, with '*' only at a name's end";
      default -> null;
    };
  }

  /**
   * Returns the body of a call that replaces the tool lists. An empty list of allowed tools means "none" only when the form
   * says so.
   */
  static ObjectNode toolLists(Form form) {
    ObjectNode body = Form.json();
    for (String list : TOOL_LISTS) {
      if (form.has(list)) {
        entries(body.putArray(list), form, list);
      } else if (form.has(list + "_none")) {
        body.putArray(list);
      } else {
        body.putNull(list);
      }
    }
    return body;
  }
}
