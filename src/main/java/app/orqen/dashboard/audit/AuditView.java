package app.orqen.dashboard.audit;

import app.orqen.dashboard.page.KeyNames;
import app.orqen.dashboard.page.When;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * An entry of the audit log, as the page shows it.
 *
 * @param who the name of the key that did it, its id when it has been revoked, or another actor
 * @param target a key's name or a provider's id
 * @param id the target's id where {@code target} is a name; otherwise null
 * @param changes the fields that were set, with their values
 */
record AuditView(When at, Action action, String who, String target, String id, List<String> changes) {

  /** What was done, such as {@code key.created}. */
  record Action(String name) {

    /** Returns the action in words, such as "Key created". */
    public String words() {
      String words = name.replace('.', ' ').replace('_', ' ').replace("toollist", "tool list");
      return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }

    /** Returns the colour, which marks actions that take something away. */
    public String tone() {
      return name.endsWith(".revoked") || name.endsWith(".removed") ? "warn" : "idle";
    }
  }

  static AuditView of(JsonNode entry, Map<String, String> keyNames, Instant now) {
    String id = entry.path("target").asText("–");
    String target = KeyNames.name(keyNames, id);
    String by = entry.path("actor").asText();
    return new AuditView(When.of(entry.path("created_at"), now), new Action(entry.path("action").asText()),
        by.equals("key") ? KeyNames.name(keyNames, entry.path("key_id").asText()) : "the " + by,
        target, target.equals(id) ? null : id,
        entry.path("changes").propertyStream().map(field -> field.getKey() + ": " + value(field.getValue())).toList());
  }

  private static String value(JsonNode value) {
    if (value.isArray()) {
      return value.isEmpty() ? "none" : String.join(", ", value.valueStream().map(AuditView::value).toList());
    }
    return value.isNull() ? "none" : value.isTextual() ? value.textValue() : value.toString();
  }
}
