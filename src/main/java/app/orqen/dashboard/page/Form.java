package app.orqen.dashboard.page;

import app.orqen.reply.GatewayException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.http.HttpServletRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** What a person put into a form, and what was wrong with it. */
public final class Form {

  private final Map<String, String> values = new HashMap<>();
  private String field;
  private String message;

  /** A form as it was sent: its fields without the blanks around them. */
  public static Form sent(HttpServletRequest request) {
    Form form = new Form();
    request.getParameterMap().forEach((name, all) -> form.values.put(name, all[0].strip()));
    return form;
  }

  /** Puts a value in, to begin with. */
  public Form put(String name, Object value) {
    values.put(name, value == null ? "" : value.toString());
    return this;
  }

  /** A field; empty when it was left out. */
  public String value(String name) {
    return values.getOrDefault(name, "");
  }

  public boolean has(String name) {
    return !value(name).isEmpty();
  }

  /** Notes what the gateway said of it. */
  public Form refused(GatewayException refusal) {
    field = refusal.param();
    message = refusal.getMessage();
    String named = "'" + field + "' must";
    if (message.startsWith(named)) {
      // The field has another name on the page, and stands right above.
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

  /** What is wrong with a field, or null. */
  public String error(String name) {
    return name.equals(field) ? message : null;
  }

  /** What is wrong, when it is no fault of a field that can be seen. */
  public String error(String... fields) {
    return message != null && !List.of(fields).contains(field) ? message : null;
  }

  public String message() {
    return message;
  }

  /** An empty object of JSON, to be filled from this form. */
  public static ObjectNode json() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** Adds a number; text that is none goes as it is, for the gateway to say what it must be. */
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
