package app.orqen.translate;

/**
 * Gemini's thought signatures travel through clients as the signature of a thinking block: the only place in all three surfaces
 * that comes back untouched. The mark keeps them from being sent to another provider as its own.
 */
final class GeminiSignature {

  private static final String MARK = "gemini:";

  private GeminiSignature() {}

  static String wrap(String thoughtSignature) {
    return MARK + thoughtSignature;
  }

  static boolean is(String signature) {
    return signature != null && signature.startsWith(MARK);
  }

  static String unwrap(String signature) {
    return signature.substring(MARK.length());
  }
}
