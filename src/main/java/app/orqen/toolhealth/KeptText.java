package app.orqen.toolhealth;

import app.orqen.json.Surrogates;

/** A tool's description as the database keeps it for an account that wants that. */
final class KeptText {

  /** The longest description in characters (UTF-16). */
  private static final int MAX = 1_000;

  private KeptText() {}

  /**
   * Returns a description that is cut at {@value #MAX} characters, never within a pair of surrogates. Control characters, which
   * PostgreSQL refuses in part, are spaces in it, except for line breaks and tabs.
   *
   * @return null when the description is blank
   */
  static String of(String description) {
    int end = Math.min(description.length(), MAX);
    if (end < description.length() && Character.isHighSurrogate(description.charAt(end - 1))) {
      end--;
    }
    String kept = Surrogates.mended(description.substring(0, end).replaceAll("[\\p{Cntrl}&&[^\\n\\t]]", " "));
    return kept.isBlank() ? null : kept;
  }
}
