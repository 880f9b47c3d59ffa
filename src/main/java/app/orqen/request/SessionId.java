package app.orqen.request;

import app.orqen.inbound.Inbound;
import com.fasterxml.jackson.core.JsonToken;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The session that a request says it belongs to. Agents mark their conversations by headers of their own. The first user text
 * of such an agent can be the same in all of its conversations.
 */
public final class SessionId {

  /** The caller's own header, then Claude Code's, Codex's and opencode's. */
  private static final List<String> HEADERS =
      List.of("X-Orqen-Session-Id", "X-Claude-Code-Session-Id", "session-id", "thread-id", "x-session-id");

  /** The longest id in characters. Longer ones are cut. */
  private static final int MAX_LENGTH = 128;

  private SessionId() {}

  /** Returns the id in the first header that has one, else null. */
  public static String ofHeaders(Inbound inbound) {
    for (String header : HEADERS) {
      String id = inbound.singleHeader(header);
      if (id != null) {
        return cut(id);
      }
    }
    return null;
  }

  /** Returns the id in the first header that has one, else the body's {@code prompt_cache_key}, else null. */
  static String of(Inbound inbound, BodyScan scan) {
    String id = ofHeaders(inbound);
    if (id != null) {
      return id;
    }
    Field key = scan.field("prompt_cache_key");
    if (key == null || key.type() != JsonToken.VALUE_STRING || key.valueEnd() - key.valueStart() <= 2) {
      return null;
    }
    // The spelling is kept. There is no need to decode an escape, since it only has to be the same each time.
    return cut(new String(scan.body(), key.valueStart() + 1, key.valueEnd() - key.valueStart() - 2, StandardCharsets.UTF_8));
  }

  private static String cut(String id) {
    return id.length() > MAX_LENGTH ? id.substring(0, MAX_LENGTH) : id;
  }
}
