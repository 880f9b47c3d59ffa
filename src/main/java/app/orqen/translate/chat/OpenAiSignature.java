package app.orqen.translate.chat;

/**
 * OpenAI's encrypted reasoning travels through clients of other surfaces as the signature of a thinking block. The mark keeps it from
 * being sent to another provider as that one's own.
 */
public final class OpenAiSignature {

  /** How they begin. */
  public static final String MARK = "openai:";

  private OpenAiSignature() {}

  /** Returns the signature as it travels. */
  public static String of(String encryptedContent) {
    return MARK + encryptedContent;
  }

  /** Returns whether the signature of a thinking block is OpenAI's. */
  public static boolean is(String signature) {
    return signature != null && signature.startsWith(MARK);
  }

  /** Returns what OpenAI gave, of a signature that {@link #is} its own. */
  public static String read(String signature) {
    return signature.substring(MARK.length());
  }
}
