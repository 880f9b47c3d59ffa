package app.orqen.translate.anthropic;

import app.orqen.translate.answer.AnswerContext;
import app.orqen.translate.answer.Citation;
import app.orqen.translate.answer.Usage;
import app.orqen.translate.answer.WebSearch;
import app.orqen.translate.error.ProviderError;
import app.orqen.translate.json.JsonOut;
import app.orqen.translate.stream.BlockEncoder;
import app.orqen.translate.stream.BlockSequencer.Kind;

/**
 * Writes Anthropic stream events (docs/wires/anthropic-messages.md, "Streams"). Every event names its type twice. Usage is in
 * message_start and in message_delta (P3, P11).
 */
public final class AnthropicStreamEncoder extends BlockEncoder {

  private boolean started;
  private int searches;

  public AnthropicStreamEncoder(AnswerContext context) {
    super(context);
  }

  @Override
  public void start(String id, String model) {
    if (started) {
      return;
    }
    started = true;
    event("message_start").object("message").field("id", id == null ? "msg_" + context.id() : id).field("type", "message")
        .field("role", "assistant").field("model", model).array("content").endArray()
        .nullField("stop_reason").nullField("stop_sequence");
    writeUsage(out, usage.input() > 0 ? usage : new Usage(expectedInput, 0, 0, 0, 0, 0, null));
    out.endObject();
    endEvent();
  }

  @Override
  public void end() {
    begin();
    blocks.end();
    event("message_delta").object("delta").field("stop_reason", stop.anthropic()).field("stop_sequence", sequence).endObject();
    writeUsage(out, usage);
    endEvent();
    event("message_stop");
    endEvent();
  }

  @Override
  public void error(ProviderError error) {
    out.raw(AnthropicErrors.INSTANCE.event(error, context.id()));
  }

  @Override
  public void ping() {
    event("ping");
    endEvent();
  }

  @Override
  public void open(int index, Kind kind, String id, String name) {
    event("content_block_start").field("index", index).object("content_block");
    switch (kind) {
      case TEXT -> out.field("type", "text").field("text", "");
      case THINKING -> out.field("type", "thinking").field("thinking", "").field("signature", "");
      case TOOL -> out.field("type", "tool_use").field("id", id).field("name", name).object("input").endObject();
    }
    out.endObject();
    endEvent();
  }

  @Override
  public void delta(int index, Kind kind, String piece) {
    switch (kind) {
      case TEXT -> delta(index, "text_delta", "text", piece);
      case THINKING -> delta(index, "thinking_delta", "thinking", piece);
      case TOOL -> delta(index, "input_json_delta", "partial_json", piece);
    }
  }

  private void delta(int index, String type, String field, String value) {
    event("content_block_delta").field("index", index).object("delta").field("type", type).field(field, value).endObject();
    endEvent();
  }

  @Override
  public void signature(int index, String signature) {
    delta(index, "signature_delta", "signature", signature);
  }

  @Override
  public void redacted(int index, String data) {
    event("content_block_start").field("index", index).object("content_block").field("type", "redacted_thinking")
        .field("data", data).endObject();
    endEvent();
    close(index);
  }

  @Override
  public void image(int index, String mediaType, String data) {
    event("content_block_start").field("index", index).object("content_block").field("type", "image").object("source")
        .field("type", "base64").field("media_type", mediaType).field("data", data).endObject().endObject();
    endEvent();
    close(index);
  }

  @Override
  public void searched(WebSearch search) {
    begin();
    String id = "srvtoolu_" + context.id() + "_" + searches++;
    blocks.whole(index -> {
      event("content_block_start").field("index", index).object("content_block");
      AnthropicSearch.call(out, id);
      out.object("input").endObject().endObject();
      endEvent();
      delta(index, "input_json_delta", "partial_json", AnthropicSearch.input(search));
      close(index);
    });
    blocks.whole(index -> {
      event("content_block_start").field("index", index).object("content_block");
      AnthropicSearch.result(out, id, search);
      out.endObject();
      endEvent();
      close(index);
    });
  }

  @Override
  public void citation(int index, Citation citation) {
    event("content_block_delta").field("index", index).object("delta").field("type", "citations_delta").object("citation");
    AnthropicCitations.write(out, citation);
    out.endObject().endObject();
    endEvent();
  }

  @Override
  public void close(int index) {
    event("content_block_stop").field("index", index);
    endEvent();
  }

  private JsonOut event(String type) {
    return out.raw("event: ").raw(type).raw("\ndata: ").object().field("type", type);
  }

  private void endEvent() {
    out.endObject().raw("\n\n");
  }

  public static void writeUsage(JsonOut out, Usage usage) {
    out.object("usage").field("input_tokens", usage.freshInput()).field("cache_creation_input_tokens", usage.cacheWrite())
        .field("cache_read_input_tokens", usage.cached()).field("output_tokens", usage.output());
    if (usage.reasoning() > 0) {
      out.object("output_tokens_details").field("thinking_tokens", usage.reasoning()).endObject();
    }
    out.endObject();
  }
}
