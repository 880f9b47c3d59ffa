package app.orqen.tools.read;

import app.orqen.tools.read.Conversation.Speaker;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * Digests the texts up to the first one of the user's. Texts rather than bytes, since clients move cache marks about
 * inside of messages that stay the same otherwise.
 */
final class OpeningHash {

  private static final int MAX_TEXT = 100_000;

  private final MessageDigest digest = ContentHash.sha256();
  private boolean complete;

  void add(Speaker speaker, String text) {
    if (complete) {
      return;
    }
    digest.update((byte) speaker.ordinal());
    digest.update(Json.cut(text, MAX_TEXT).getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
    complete = speaker == Speaker.USER;
  }

  ContentHash finish() {
    return ContentHash.of(digest);
  }
}
