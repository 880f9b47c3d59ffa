package app.orqen.translate.chat;

import app.orqen.bytes.Sha256;

/**
 * A model's thinking as it travels in {@code encrypted_content} of a Responses item: marked as the gateway's, with what it takes to
 * give it back to the provider that made it. The text itself is beside it, as the item's summary; a digest tells whether the
 * client has changed it, since a provider refuses thinking that doesn't fit its signature.
 */
public final class SealedThinking {

  /** How the gateway's own begin. */
  public static final String MARK = "orqen1:";

  private static final String SIGNED = MARK + "signed:";
  private static final String REDACTED = MARK + "redacted:";
  private static final String PLAIN = MARK + "plain";
  private static final int DIGEST = 16;

  private SealedThinking() {}

  /** Returns whether the text is one of the gateway's own, which no provider may be sent. */
  public static boolean is(String encrypted) {
    return encrypted != null && encrypted.startsWith(MARK);
  }

  /** Returns the seal of thinking; {@code signature} may be null. */
  public static String of(String text, String signature) {
    return signature == null || signature.isEmpty() ? PLAIN : SIGNED + digest(text) + ":" + signature;
  }

  /** Returns the seal of thinking that only its provider can read. */
  public static String ofRedacted(String data) {
    return REDACTED + data;
  }

  /**
   * Opens a seal.
   *
   * @param text the thinking beside it
   * @return null when it isn't one of the gateway's, or the text was changed
   */
  public static Part open(String sealed, String text) {
    if (!is(sealed)) {
      return null;
    }
    if (sealed.equals(PLAIN)) {
      return text.isEmpty() ? null : new Part.Thinking(text, null);
    }
    if (sealed.startsWith(REDACTED)) {
      return new Part.Redacted(sealed.substring(REDACTED.length()));
    }
    String fitting = SIGNED + digest(text) + ":";
    return sealed.startsWith(fitting) ? new Part.Thinking(text, sealed.substring(fitting.length())) : null;
  }

  private static String digest(String text) {
    return Sha256.hex(text).substring(0, DIGEST);
  }
}
