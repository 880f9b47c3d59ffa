package app.orqen.dashboard.page;

import java.util.Locale;
import java.util.stream.Stream;

/** What a page says after something was saved or removed. The address has only the name, so that no link can put words in. */
public enum Done {
  KEY_SAVED("The key is saved. The next request with it goes by the new settings."),
  KEY_REVOKED("The key is revoked. Clients that still use it get a 401."),
  CREDENTIAL_STORED("The credential is stored, encrypted."),
  CREDENTIAL_REMOVED("The credential is removed."),
  TOOL_TEXTS_KEPT("Descriptions are kept from now on. A tool's description is shown a few seconds after the next request that sends the tool."),
  TOOL_TEXTS_DELETED("The descriptions that were kept are deleted."),
  ROUTING_SAVED("The preferences are saved. The next request goes by them.");

  private final String words;

  Done(String words) {
    this.words = words;
  }

  String words() {
    return words;
  }

  String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Returns what to say for a name in an address, or null. */
  static String words(String label) {
    return Stream.of(values()).filter(done -> done.label().equals(label)).map(Done::words).findFirst().orElse(null);
  }
}
