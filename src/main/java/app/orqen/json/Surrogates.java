package app.orqen.json;

/**
 * Halves of surrogate pairs, which JSON can write as an escape and which UTF-8 can't encode. Agents cut text anywhere, and
 * providers refuse a request that has one. {@link #mended} puts U+FFFD in its place, as the Unicode standard says (section 3.9,
 * "U+FFFD substitution").
 */
public final class Surrogates {

  private static final char REPLACEMENT = '\uFFFD';

  /** The length of an escape, a backslash first, in characters. */
  private static final int ESCAPE = 6;
  private static final int NONE = 0;
  private static final int HIGH = 1;
  private static final int LOW = 2;

  private Surrogates() {}

  /** Returns whether a text has half of a pair. */
  public static boolean hasHalf(CharSequence text) {
    return firstHalf(text, 0) >= 0;
  }

  /** Returns the text with U+FFFD for each half of a pair, or the same text when it has none. */
  public static String mended(String text) {
    int half = firstHalf(text, 0);
    if (half < 0) {
      return text;
    }
    StringBuilder mended = new StringBuilder(text);
    for (; half >= 0; half = firstHalf(mended, half + 1)) {
      mended.setCharAt(half, REPLACEMENT);
    }
    return mended.toString();
  }

  /** Returns where the first half of a pair is, or -1. */
  private static int firstHalf(CharSequence text, int from) {
    for (int i = from; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (i + 1 == text.length() || !Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
          return i;
        }
        i++;
      }
    }
    return -1;
  }

  /** Returns whether a string as it is spelled in JSON has an escape of half a pair. */
  public static boolean isHalfEscaped(byte[] json, int from, int to) {
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

  /** Returns which half of a pair the escape at a place is. */
  private static int escape(byte[] json, int at, int to) {
    if (at + ESCAPE > to || json[at] != '\\' || json[at + 1] != 'u' || (json[at + 2] | 0x20) != 'd') {
      return NONE;
    }
    int digit = Character.digit(json[at + 3], 16);
    return digit < 8 ? NONE : digit < 12 ? HIGH : LOW;
  }
}
