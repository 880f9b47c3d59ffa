package app.orqen.tools;

import app.orqen.tools.read.ByteSpan;
import app.orqen.translate.wire.ToolForm;
import java.util.Objects;

/**
 * One request as the body scanner found it. A span is null when the body has no such member.
 *
 * @param body the whole request body
 * @param form where such a request has its tools, and how they are written
 * @param tools the list of tools, or the object around it where the form is nested
 * @param messages the turns
 * @param toolChoice which tool is to be called; null where the form is nested
 * @param system a system prompt outside the turns, which is only used to tell conversations apart
 * @param policy the key's settings
 * @param keyId the key's id. Conversations of different keys share nothing.
 * @param accountId the account's id. Its requests learn from each other's misses.
 * @param sessionId the client's own session id; null when it sent none
 * @param promptCache whether the client uses the provider's prompt cache by a field of the request itself
 * @param recoverable whether the caller can answer the model when it asks for tools that were left out
 * @param deferral who holds back the tools that the model has to search for
 * @param trial whether this only asks what would be forwarded; the tools don't count as forwarded in the conversation then
 */
public record PruneRequest(
    byte[] body,
    ToolForm form,
    ByteSpan tools,
    ByteSpan messages,
    ByteSpan toolChoice,
    ByteSpan system,
    ToolPolicy policy,
    String keyId,
    String accountId,
    String sessionId,
    boolean promptCache,
    boolean recoverable,
    Deferral deferral,
    boolean trial) {

  /** Makes a request whose marks for deferral pass as they are. */
  public PruneRequest(byte[] body, ToolForm form, ByteSpan tools, ByteSpan messages, ByteSpan toolChoice, ByteSpan system,
      ToolPolicy policy, String keyId, String accountId, String sessionId, boolean promptCache, boolean recoverable, boolean trial) {
    this(body, form, tools, messages, toolChoice, system, policy, keyId, accountId, sessionId, promptCache, recoverable,
        Deferral.CLIENT, trial);
  }

  public PruneRequest {
    Objects.requireNonNull(body, "body");
    Objects.requireNonNull(form, "form");
    Objects.requireNonNull(policy, "policy");
    Objects.requireNonNull(deferral, "deferral");
    Objects.requireNonNull(keyId, "keyId");
    Objects.requireNonNull(accountId, "accountId");
  }
}
