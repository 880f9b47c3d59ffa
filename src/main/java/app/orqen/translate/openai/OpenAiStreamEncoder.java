package app.orqen.translate.openai;

import app.orqen.translate.answer.AnswerContext;
import app.orqen.translate.answer.Citation;
import app.orqen.translate.answer.Usage;
import app.orqen.translate.error.ProviderError;
import app.orqen.translate.json.JsonOut;
import app.orqen.translate.stream.StreamEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Writes OpenAI chunks (docs/wires/openai-chat.md, "Streams"). The choice's index is always 0. Tool indexes have no gaps and
 * count only tools (pitfall 1). Id, type and name are only in a tool's first delta (P1).
 */
public final class OpenAiStreamEncoder extends StreamEncoder {

  private final Map<Integer, Integer> toolIndex = new HashMap<>();
  private final Set<Integer> withInput = new HashSet<>();
  private final StringBuilder thought = new StringBuilder();
  private String id;
  private String model;
  private int thinkingBlocks;
  private int images;
  /** Characters of the text so far, and of the text before the block that is being written. */
  private int length;
  private int blockStart;
  private JsonNode tokens;

  public OpenAiStreamEncoder(AnswerContext context) {
    super(context);
  }

  @Override
  public void start(String answerId, String answerModel) {
    if (id != null) {
      return;
    }
    id = answerId == null ? "chatcmpl-" + context.id() : answerId;
    model = answerModel;
    openDelta();
    out.field("role", "assistant").field("content", "");
    closeDelta(null);
  }

  @Override
  public void textBreak() {
    blockStart = length;
  }

  @Override
  public void citation(Citation citation) {
    if (OpenAiExtras.isWritable(citation)) {
      openDelta();
      out.array("annotations");
      OpenAiExtras.annotation(out, citation, blockStart, length);
      out.endArray();
      closeDelta(null);
    }
  }

  @Override
  public void image(String mediaType, String data) {
    openDelta();
    out.array("images");
    OpenAiExtras.image(out, images++, mediaType, data);
    out.endArray();
    closeDelta(null);
  }

  @Override
  public void logprobs(JsonNode list) {
    tokens = list;
    openDelta();
    closeDelta(null);
    tokens = null;
  }

  @Override
  public void text(String text) {
    length += text.length();
    openDelta();
    out.field("content", text);
    closeDelta(null);
  }

  @Override
  public void thinking(String text) {
    thought.append(text);
    openDelta();
    out.field("reasoning_content", text);
    closeDelta(null);
  }

  /** Writes the whole block at once, so that a client can send it back without putting it together. */
  @Override
  public void signature(String signature) {
    openDelta();
    openThinkingBlock("thinking");
    out.field("thinking", thought.toString()).field("signature", signature).endObject().endArray();
    closeDelta(null);
    thought.setLength(0);
  }

  @Override
  public void redacted(String data) {
    openDelta();
    openThinkingBlock("redacted_thinking");
    out.field("data", data).endObject().endArray();
    closeDelta(null);
  }

  /** Begins a thinking block. Each element needs an index, since the SDK's accumulator fails on lists without (P10). */
  private void openThinkingBlock(String type) {
    out.array("thinking_blocks").object().field("index", thinkingBlocks++).field("type", type);
  }

  @Override
  public void toolStart(int key, String callId, String name) {
    toolIndex.put(key, toolIndex.size());
    openDelta();
    out.array("tool_calls").object().field("index", toolIndex.get(key)).field("id", callId).field("type", "function")
        .object("function").field("name", name).field("arguments", "").endObject().endObject().endArray();
    closeDelta(null);
  }

  @Override
  public void toolInput(int key, String fragment) {
    withInput.add(key);
    openDelta();
    out.array("tool_calls").object().field("index", toolIndex.get(key)).object("function").field("arguments", fragment)
        .endObject().endObject().endArray();
    closeDelta(null);
  }

  @Override
  public void toolStop(int key) {
    if (!withInput.contains(key)) {
      toolInput(key, "{}"); // Nothing at all is no JSON to the client (pitfall 5).
    }
  }

  @Override
  public void end() {
    openDelta();
    closeDelta(stop.openAi());
    if (context.includeUsage()) {
      head().array("choices").endArray();
      writeUsage(out, usage);
      out.endObject().raw("\n\n");
    }
    out.raw("data: [DONE]\n\n");
  }

  @Override
  public void error(ProviderError error) {
    out.raw(OpenAiErrors.INSTANCE.event(error, context.id()));
  }

  @Override
  public void ping() {
    out.raw(": ping\n\n");
  }

  private JsonOut head() {
    return out.raw("data: ").object().field("id", id).field("object", "chat.completion.chunk")
        .field("created", context.created()).field("model", model);
  }

  private void openDelta() {
    if (id == null) {
      start(null, context.model());
    }
    head().array("choices").object().field("index", 0).object("delta");
  }

  private void closeDelta(String finishReason) {
    out.endObject();
    if (tokens == null) {
      out.nullField("logprobs");
    } else {
      out.object("logprobs").field("content", tokens).nullField("refusal").endObject();
    }
    out.field("finish_reason", finishReason).endObject().endArray();
    if (context.includeUsage()) {
      out.nullField("usage");
    }
    out.endObject().raw("\n\n");
  }

  public static void writeUsage(JsonOut out, Usage usage) {
    out.object("usage").field("prompt_tokens", usage.input()).field("completion_tokens", usage.output())
        .field("total_tokens", usage.total())
        .object("prompt_tokens_details").field("cached_tokens", usage.cached())
        .field("cache_write_tokens", usage.cacheWrite()).endObject()
        .object("completion_tokens_details").field("reasoning_tokens", usage.reasoning()).endObject()
        .endObject();
  }
}
