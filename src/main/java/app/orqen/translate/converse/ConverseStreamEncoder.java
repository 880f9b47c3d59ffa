package app.orqen.translate.converse;

import app.orqen.translate.answer.AnswerContext;
import app.orqen.translate.answer.Citation;
import app.orqen.translate.answer.Usage;
import app.orqen.translate.error.ProviderError;
import app.orqen.translate.framing.EventFrameEncoder;
import app.orqen.translate.json.JsonOut;
import app.orqen.translate.stream.BlockEncoder;
import app.orqen.translate.stream.BlockSequencer.Kind;
import java.io.ByteArrayOutputStream;

/**
 * Writes ConverseStream frames (docs/wires/bedrock-converse.md, "Stream events"). Only tool blocks have a start event. Metadata
 * always comes, as the last event, since users of boto3 index its usage.
 */
public final class ConverseStreamEncoder extends BlockEncoder {

  private final ByteArrayOutputStream frames = new ByteArrayOutputStream();
  private boolean started;

  public ConverseStreamEncoder(AnswerContext context) {
    super(context);
  }

  @Override
  public byte[] take() {
    byte[] taken = frames.toByteArray();
    frames.reset();
    return taken;
  }

  @Override
  public void start(String id, String model) {
    if (!started) {
      started = true;
      out.object().field("role", "assistant").endObject();
      frame("messageStart");
    }
  }

  @Override
  public void end() {
    begin();
    blocks.end();
    out.object().field("stopReason", stop.converse()).endObject();
    frame("messageStop");
    out.object();
    writeUsage(out, usage);
    out.object("metrics").field("latencyMs", 0).endObject().endObject();
    frame("metadata");
  }

  @Override
  public void error(ProviderError error) {
    frames.writeBytes(ConverseErrors.INSTANCE.event(error, context.id()));
  }

  @Override
  public void ping() {
    // The protocol has nothing for it.
  }

  @Override
  public void open(int index, Kind kind, String id, String name) {
    if (kind == Kind.TOOL) {
      out.object().field("contentBlockIndex", index).object("start").object("toolUse").field("toolUseId", id)
          .field("name", name).endObject().endObject().endObject();
      frame("contentBlockStart");
    }
  }

  @Override
  public void delta(int index, Kind kind, String piece) {
    openDelta(index);
    switch (kind) {
      case TEXT -> out.field("text", piece);
      case THINKING -> out.object("reasoningContent").field("text", piece).endObject();
      case TOOL -> out.object("toolUse").field("input", piece).endObject();
    }
    closeDelta();
  }

  @Override
  public void signature(int index, String signature) {
    openDelta(index);
    out.object("reasoningContent").field("signature", signature).endObject();
    closeDelta();
  }

  @Override
  public void redacted(int index, String data) {
    openDelta(index);
    out.object("reasoningContent").field("redactedContent", data).endObject();
    closeDelta();
    close(index);
  }

  @Override
  public void image(int index, String mediaType, String data) {
    out.object().field("contentBlockIndex", index).object("start").object("image")
        .field("format", mediaType.substring(mediaType.indexOf('/') + 1)).endObject().endObject().endObject();
    frame("contentBlockStart");
    openDelta(index);
    out.object("image").object("source").field("bytes", data).endObject().endObject();
    closeDelta();
    close(index);
  }

  @Override
  public void citation(int index, Citation citation) {
    openDelta(index);
    out.object("citation");
    ConverseCitations.write(out, citation);
    out.endObject();
    closeDelta();
  }

  @Override
  public void close(int index) {
    out.object().field("contentBlockIndex", index).endObject();
    frame("contentBlockStop");
  }

  private void openDelta(int index) {
    out.object().field("contentBlockIndex", index).object("delta");
  }

  private void closeDelta() {
    out.endObject().endObject();
    frame("contentBlockDelta");
  }

  private void frame(String type) {
    frames.writeBytes(EventFrameEncoder.event(type, out.bytes()));
  }

  public static void writeUsage(JsonOut out, Usage usage) {
    out.object("usage").field("inputTokens", usage.freshInput()).field("outputTokens", usage.output())
        .field("totalTokens", usage.total()).field("cacheReadInputTokens", usage.cached())
        .field("cacheWriteInputTokens", usage.cacheWrite()).endObject();
  }
}
