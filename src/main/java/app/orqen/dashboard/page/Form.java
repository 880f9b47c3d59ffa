package app.orqen.dashboard.page;

import app.orqen.reply.GatewayException;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.http.HttpServletRequest;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** What a person entered into a form, and what is wrong with it. */
public final class Form {

  private final Map<String, String> values = new HashMap<>();
  /** What is wrong, by field; null is the key of what is wrong with the form as a whole. */
  private final Map<String, String> errors = new LinkedHashMap<>();

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

  /** Notes everything that the gateway said about the form. */
  public Form refused(GatewayException refusal) {
    errors.putIfAbsent(refusal.param(), words(refusal.param(), refusal.getMessage()));
    refusal.beside().forEach(this::refused);
    return this;
  }

  private static String words(String field, String message) {
    String named = "'" + field + "' must";
    if (message.startsWith(named)) {
      // The field has another name on the page, and is right above.
      return "Must" + message.substring(named.length());
    }
    return message.equals("Field '" + field + "' is missing.") ? "This is missing." : message;
  }

  /** Puts what the gateway said into the page's own words. */
  public void reword(UnaryOperator<String> words) {
    errors.replaceAll((field, message) -> words.apply(message));
  }

  /** Returns what is wrong with a field, or null. */
  public String error(String name) {
    return errors.get(name);
  }

  /** Returns what is wrong with the form beside these visible fields, or null. */
  public String unmarked(String... fields) {
    List<String> visible = List.of(fields);
    List<String> others = errors.entrySet().stream().filter(error -> error.getKey() == null || !visible.contains(error.getKey()))
        .map(Map.Entry::getValue).toList();
    return others.isEmpty() ? null : String.join(" ", others);
  }

  /** Returns whether one of these fields is filled in or at fault, so that the part of the form that has them is to be open. */
  public boolean touches(String... fields) {
    return Stream.of(fields).anyMatch(field -> has(field) || errors.containsKey(field));
  }

  /** Returns how many fields are at fault. */
  public int faults() {
    return errors.size();
  }

  /** Returns the first thing that is wrong, or null. */
  public String message() {
    return errors.isEmpty() ? null : errors.values().iterator().next();
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
    } else if (value.matches("-?[0-9]{1,18}")) {
      json.put(name, Long.parseLong(value));
    } else {
      json.put(name, value);
    }
  }
}
