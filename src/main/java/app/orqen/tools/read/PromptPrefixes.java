package app.orqen.tools.read;

import app.orqen.bytes.Sha256;
import app.orqen.tools.read.Conversation.Speaker;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.List;

/**
 * Digests the system prompt and what the user has said, once for each of the user's messages. A later request of the same
 * conversation begins with the same messages, so it shares the digests of its earlier ones. A conversation that only begins
 * like another one, with a fixed greeting or reminder, doesn't share the newest digest. Texts are digested instead of bytes,
 * since clients move cache marks about inside of messages that otherwise stay the same.
 */
final class PromptPrefixes {

  private static final int MAX_TEXT = 100_000;
  private static final int MAX_PREFIXES = 64;

  private final MessageDigest digest = Sha256.start();
  private final ArrayDeque<ContentHash> prefixes = new ArrayDeque<>();
  private ContentHash system;
  private boolean openMessage;

  /** Takes the next text. Only instructions and the user's own texts count. */
  void add(Speaker speaker, String text) {
    if (speaker != Speaker.USER && speaker != Speaker.SYSTEM) {
      return;
    }
    if (speaker == Speaker.USER && system == null) {
      system = soFar();
    }
    openMessage |= speaker == Speaker.USER;
    digest.update((byte) speaker.ordinal());
    digest.update(Json.cut(text, MAX_TEXT).getBytes(StandardCharsets.UTF_8));
    digest.update((byte) 0);
  }

  /** Ends a message: a prefix ends here when the user said something in it. */
  void endMessage() {
    if (openMessage) {
      openMessage = false;
      if (prefixes.size() == MAX_PREFIXES) {
        prefixes.removeLast();
      }
      prefixes.addFirst(soFar());
    }
  }

  /** Returns the digest of the instructions before the user's first text. */
  ContentHash system() {
    return system == null ? soFar() : system;
  }

  /** Returns the prefixes, the longest first. When the user said nothing, it is the digest of the instructions. */
  List<ContentHash> prefixes() {
    return prefixes.isEmpty() ? List.of(soFar()) : List.copyOf(prefixes);
  }

  private ContentHash soFar() {
    try {
      return ContentHash.of((MessageDigest) digest.clone());
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the JDK's SHA-256 can be cloned", e);
    }
  }
}
