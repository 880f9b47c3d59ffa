package app.orqen.request;

/** Text without half of a surrogate pair, which JSON can write as an escape and UTF-8 cannot say. */
public final class WholeText {

  private WholeText() {}

  /** Whether a text can be said in UTF-8. */
  public static boolean is(String text) {
    return text.codePoints().noneMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE);
  }
}
