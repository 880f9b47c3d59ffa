package app.orqen.request;

/** Text without half of a surrogate pair, which JSON can write as an escape and UTF-8 cannot say. */
public final class WholeText {

  private WholeText() {}

  /** Whether a text can be said in UTF-8. */
  public static boolean is(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (Character.isSurrogate(text.charAt(i))) {
        if (i + 1 == text.length() || !Character.isSurrogatePair(text.charAt(i), text.charAt(i + 1))) {
          return false;
        }
        i++;
      }
    }
    return true;
  }
}
