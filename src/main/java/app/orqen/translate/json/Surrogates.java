package app.orqen.translate.json;

/**
 * Halves of surrogate pairs, which JSON can write as an escape and UTF-8 cannot say. Agents cut text anywhere, and providers
 * refuse a request with one; U+FFFD stands for it, as the Unicode standard has it (section 3.9, "U+FFFD substitution").
 */
final class Surrogates {

  private static final char REPLACEMENT = '\uFFFD';

  /** The length of an escape of six characters, a backslash first. */
  private static final int ESCAPE = 6;
  private static final int NONE = 0;
  private static final int HIGH = 1;
  private static final int LOW = 2;

  private Surrogates() {}

  /** Returns the text with U+FFFD for each half pair; the same text where there is none. */
  static String mended(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (isPair(text, i)) {
          i++;
        } else {
          return replaced(text, i);
        }
      }
    }
    return text;
  }

  private static String replaced(String text, int from) {
    StringBuilder mended = new StringBuilder(text);
    for (int i = from; i < mended.length(); i++) {
      if (Character.isSurrogate(mended.charAt(i))) {
        if (isPair(mended, i)) {
          i++;
        } else {
          mended.setCharAt(i, REPLACEMENT);
        }
      }
    }
    return mended.toString();
  }

  private static boolean isPair(CharSequence text, int at) {
    return at + 1 < text.length() && Character.isSurrogatePair(text.charAt(at), text.charAt(at + 1));
  }

  /** Returns whether a string as it is spelled in JSON has an escape of half a pair. */
  static boolean isHalfEscaped(byte[] json, int from, int to) {
    for (int i = from; i + 1 < to; i++) {
      if (json[i] != '\\') {
        continue;
      }
      int half = escape(json, i, to);
      if (half == HIGH && escape(json, i + ESCAPE, to) == LOW) {
        i += 2 * ESCAPE - 1;
      } else if (half != NONE) {
        return true;
      } else {
        i++;
      }
    }
    return false;
  }

  /** Returns which half of a pair the escape at a place stands for. */
  private static int escape(byte[] json, int at, int to) {
    if (at + ESCAPE > to || json[at] != '\\' || json[at + 1] != 'u' || (json[at + 2] | 0x20) != 'd') {
      return NONE;
    }
    int digit = Character.digit(json[at + 3], 16);
    return digit < 8 ? NONE : digit < 12 ? HIGH : LOW;
  }
}
