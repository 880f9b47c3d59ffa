package app.orqen.dashboard.page;

import app.orqen.reply.GatewayException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.http.HttpServletRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** What a person entered into a form, and what is wrong with it. */
public final class Form {

  private final Map<String, String> values = new HashMap<>();
  private String field;
  private String message;

  /** Returns a form as it was sent, without the blanks around its values. */
  public static Form sent(HttpServletRequest request) {
    Form form = new Form();
    request.getParameterMap().forEach((name, all) -> form.values.put(name, all[0].strip()));
    return form;
  }

  /** Sets a field's first value. */
  public Form put(String name, Object value) {
    values.put(name, value == null ? "" : value.toString());
    return this;
  }

  /** Returns a field's value, or an empty text when it was left out. */
  public String value(String name) {
    return values.getOrDefault(name, "");
  }

  /** Returns whether the field was there, filled in or empty. */
  public boolean sent(String name) {
    return values.containsKey(name);
  }

  public boolean has(String name) {
    return !value(name).isEmpty();
  }

  /** Notes what the gateway said about the form. */
  public Form refused(GatewayException refusal) {
    field = refusal.param();
    message = refusal.getMessage();
    String named = "'" + field + "' must";
    if (message.startsWith(named)) {
      // The field has another name on the page, and is right above.
      message = "Must" + message.substring(named.length());
    } else if (message.equals("Field '" + field + "' is missing.")) {
      message = "This is missing.";
    }
    return this;
  }

  /** Puts what the gateway said into the page's own words. */
  public void reword(UnaryOperator<String> words) {
    message = words.apply(message);
  }

  /** Returns what is wrong with a field, or null. */
  public String error(String name) {
    return name.equals(field) ? message : null;
  }

  /** Returns what is wrong with the form when no visible field is at fault, or null. */
  public String error(String... fields) {
    return message != null && !List.of(fields).contains(field) ? message : null;
  }

  public String message() {
    return message;
  }

  /** Returns an empty JSON object, to be filled from this form. */
  public static ObjectNode json() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** Adds a number. Text that isn't a number is added as it is, so that the gateway says what it must be. */
  public void number(ObjectNode json, String name) {
    String value = value(name);
    if (value.isEmpty()) {
      json.putNull(name);
    } else if (value.matches("-?[0-9]{1,9}")) {
      json.put(name, Integer.parseInt(value));
    } else {
      json.put(name, value);
    }
  }
}
