package app.orqen.translate.chat;

/**
 * Gemini's thought signatures travel through clients as the signature of a thinking block, which is the only place in all three
 * surfaces that comes back unchanged. The mark keeps them from being sent to another provider as its own. It also tells which
 * part of the turn they belong to, since each must come back on its own part.
 *
 * @param call the number of the function call in its turn, from 0; {@link #TEXT} for the turn's text; {@link #NEXT_CALL} where
 *     an earlier release wrote the signature
 * @param value as Gemini gave it
 */
public record GeminiSignature(int call, String value) {

  /** The signature is the text's. */
  public static final int TEXT = -1;

  /** The signature is of whichever call follows it. */
  public static final int NEXT_CALL = -2;

  /** How they begin. */
  public static final String MARK = "gemini:";

  private static final String TEXT_MARK = "text:";

  /** Returns the signature of a turn's text as it travels. */
  public static String ofText(String thoughtSignature) {
    return MARK + TEXT_MARK + thoughtSignature;
  }

  /**
   * Returns the signature of a function call as it travels.
   *
   * @param call the call's number in its turn, from 0
   */
  public static String ofCall(int call, String thoughtSignature) {
    return MARK + call + ":" + thoughtSignature;
  }

  /** Returns whether the signature of a thinking block is Gemini's. */
  public static boolean is(String signature) {
    return signature != null && signature.startsWith(MARK);
  }

  /** Reads a signature that {@link #is} Gemini's. Base64 has no colon, so that what is before one is a mark. */
  public static GeminiSignature read(String signature) {
    String rest = signature.substring(MARK.length());
    if (rest.startsWith(TEXT_MARK)) {
      return new GeminiSignature(TEXT, rest.substring(TEXT_MARK.length()));
    }
    int colon = rest.indexOf(':');
    try {
      return colon < 0
          ? new GeminiSignature(NEXT_CALL, rest)
          : new GeminiSignature(Integer.parseUnsignedInt(rest.substring(0, colon)), rest.substring(colon + 1));
    } catch (NumberFormatException e) {
      return new GeminiSignature(NEXT_CALL, rest);
    }
  }
}
