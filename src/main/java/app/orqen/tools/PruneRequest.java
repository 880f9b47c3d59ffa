package app.orqen.tools;

import app.orqen.tools.read.ByteSpan;
import java.util.Objects;

/**
 * One request as the body scanner found it. A span is null when the body has no such member.
 *
 * @param body the whole request body
 * @param shape which form it has
 * @param tools the value of {@code tools}; for {@link WireShape#CONVERSE} the value of {@code toolConfig}
 * @param messages the value of {@code messages}
 * @param toolChoice the value of {@code tool_choice}; null for {@link WireShape#CONVERSE}: {@code toolConfig} has it
 * @param system the value of {@code system}, which only tells conversations apart; null for {@link WireShape#OPENAI}
 * @param policy the key's settings
 * @param keyId the key's id: conversations of different keys share nothing
 * @param sessionId the client's own session id; null when it sent none
 * @param promptCache whether the client uses the provider's prompt cache by a field of the request itself
 * @param recoverable whether the caller can answer the model's questions for tools that were left out
 * @param trial whether this only asks what would be forwarded: the conversation is not said to have had it
 */
public record PruneRequest(
    byte[] body,
    WireShape shape,
    ByteSpan tools,
    ByteSpan messages,
    ByteSpan toolChoice,
    ByteSpan system,
    ToolPolicy policy,
    String keyId,
    String sessionId,
    boolean promptCache,
    boolean recoverable,
    boolean trial) {

  public PruneRequest {
    Objects.requireNonNull(body, "body");
    Objects.requireNonNull(shape, "shape");
    Objects.requireNonNull(policy, "policy");
    Objects.requireNonNull(keyId, "keyId");
  }
}
