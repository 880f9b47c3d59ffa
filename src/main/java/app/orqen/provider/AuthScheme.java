package app.orqen.provider;

import java.util.Locale;

/**
 * How a credential goes on the wire.
 *
 * @param header the header's name; null: none is set
 * @param prefix what stands before the credential in it
 */
public record AuthScheme(String header, String prefix) {

  /**
   * Reads a scheme as a route file writes it: {@code bearer}, {@code header <name>} or {@code none}.
   *
   * @throws IllegalArgumentException when it is none of these
   */
  public static AuthScheme parse(String text) {
    String[] words = text.trim().split("\\s+");
    if (words.length == 1 && words[0].equals("bearer")) {
      return new AuthScheme("Authorization", "Bearer ");
    }
    if (words.length == 1 && words[0].equals("none")) {
      return new AuthScheme(null, "");
    }
    if (words.length == 2 && words[0].equals("header")) {
      return new AuthScheme(words[1].toLowerCase(Locale.ROOT), "");
    }
    throw new IllegalArgumentException("auth is '" + text + "', but must be 'bearer', 'header <name>' or 'none'");
  }
}
