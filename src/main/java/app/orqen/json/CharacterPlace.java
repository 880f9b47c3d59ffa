package app.orqen.json;

import java.util.function.IntPredicate;

/** Names a character that a text must not have, and its place, without quoting the text, which may be a secret. */
public final class CharacterPlace {

  private CharacterPlace() {}

  /**
   * Returns half a sentence on the first character that is refused, such as "; character 12 is a line break". Characters are
   * counted from 1. Returns an empty text when none is refused.
   */
  public static String first(String text, IntPredicate refused) {
    int place = 0;
    for (int i = 0; i < text.length(); place++) {
      int character = text.codePointAt(i);
      if (refused.test(character)) {
        return "; character " + (place + 1) + " is " + name(character);
      }
      i += Character.charCount(character);
    }
    return "";
  }

  /** Returns whether a character is a control character or half of a surrogate pair. */
  public static boolean isControlOrHalf(int character) {
    return Character.isISOControl(character) || Character.getType(character) == Character.SURROGATE;
  }

  private static String name(int character) {
    return switch (character) {
      case '\n' -> "a line break";
      case '\r' -> "a carriage return";
      case '\t' -> "a tab";
      case ' ' -> "a space";
      case 0xA0 -> "a no-break space (U+00A0)";
      case 0xFEFF -> "a byte order mark (U+FEFF)";
      default -> Character.getType(character) == Character.SURROGATE ? "half of a surrogate pair"
          : (Character.isISOControl(character) ? "the control character " : "") + String.format("U+%04X", character);
    };
  }
}
