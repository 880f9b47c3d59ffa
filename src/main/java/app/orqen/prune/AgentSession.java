package app.orqen.prune;

import app.orqen.inbound.Inbound;
import java.util.List;

/** Finds out which conversation a request says that it belongs to. */
final class AgentSession {

  /**
   * Headers by which agents tell their conversations apart: Claude Code's, Codex's and opencode's. The first user text of
   * such agents can be the same in all of them.
   */
  private static final List<String> HEADERS = List.of("X-Claude-Code-Session-Id", "session-id", "x-session-id");

  private static final int MAX_LENGTH = 128;

  private AgentSession() {}

  /** Returns the caller's own session id, else the agent's, else null. */
  static String of(Inbound inbound) {
    if (inbound.outcome().sessionId != null) {
      return inbound.outcome().sessionId;
    }
    for (String header : HEADERS) {
      String id = inbound.singleHeader(header);
      if (id != null) {
        return header + ' ' + id.substring(0, Math.min(id.length(), MAX_LENGTH));
      }
    }
    return null;
  }
}
