package app.orqen.translate.chat;

/**
 * Gemini's thought signatures travel through clients as the signature of a thinking block: the only place in all three surfaces
 * that comes back untouched. The mark keeps them from being sent to another provider as its own.
 */
public final class GeminiSignature {

  private static final String MARK = "gemini:";

  private GeminiSignature() {}

  public static String wrap(String thoughtSignature) {
    return MARK + thoughtSignature;
  }

  public static boolean is(String signature) {
    return signature != null && signature.startsWith(MARK);
  }

  public static String unwrap(String signature) {
    return signature.substring(MARK.length());
  }
}
