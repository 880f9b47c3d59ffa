package app.orqen.translate.converse;

import app.orqen.translate.answer.AnswerSink;
import app.orqen.translate.answer.Citation;
import app.orqen.translate.answer.Stop;
import app.orqen.translate.answer.TokenCount;
import app.orqen.translate.answer.Usage;
import app.orqen.translate.error.ProviderError;
import app.orqen.translate.error.TranslationException;
import app.orqen.translate.framing.EventFrame;
import app.orqen.translate.framing.EventFrameDecoder;
import app.orqen.translate.json.Json;
import app.orqen.translate.stream.AnswerDecoder;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Base64;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** Reads Bedrock Converse answers and streams (docs/wires/bedrock-converse.md). */
public final class ConverseDecoder implements AnswerDecoder {

  private final AnswerSink sink;
  private final EventFrameDecoder frames = new EventFrameDecoder();
  private final Set<Integer> tools = new HashSet<>();
  private final Map<Integer, Image> images = new HashMap<>();
  private int textIndex = -1;
  private boolean stopped;

  /** An image whose bytes are coming. */
  private record Image(String mediaType, ByteArrayOutputStream bytes) {}

  public ConverseDecoder(AnswerSink sink) {
    this.sink = sink;
  }

  @Override
  public void answer(JsonNode answer) throws TranslationException {
    JsonNode content = answer.path("output").path("message").path("content");
    if (!content.isArray()) {
      throw TranslationException.nonsense("The provider's answer has no message.");
    }
    sink.start(null, null);
    for (int i = 0; i < content.size(); i++) {
      block(i, content.get(i));
    }
    sink.finish(Stop.ofClaude(answer.path("stopReason").asText(), sink), stopSequence(answer));
    sink.usage(usage(answer));
    sink.end();
  }

  private void block(int index, JsonNode block) {
    if (block.has("text")) {
      sink.textBreak();
      sink.text(block.get("text").asText());
    } else if (block.has("image")) {
      JsonNode image = block.get("image");
      sink.image("image/" + image.path("format").asText(), image.path("source").path("bytes").asText());
    } else if (isCall(block.path("toolUse"))) {
      JsonNode call = block.get("toolUse");
      sink.toolStart(index, call.path("toolUseId").asText(), call.path("name").asText());
      if (!call.path("input").isEmpty()) {
        sink.toolInput(index, Json.compact(call.get("input")));
      }
      sink.toolStop(index);
    } else if (block.has("reasoningContent")) {
      JsonNode reasoning = block.get("reasoningContent");
      if (reasoning.has("redactedContent")) {
        sink.redacted(reasoning.get("redactedContent").asText());
      } else {
        sink.thinking(reasoning.path("reasoningText").path("text").asText());
        sink.signature(reasoning.path("reasoningText").path("signature").asText());
      }
    } else if (block.has("citationsContent")) {
      sink.textBreak();
      for (JsonNode piece : block.get("citationsContent").path("content")) {
        sink.text(piece.path("text").asText());
      }
      block.get("citationsContent").path("citations").forEach(this::citation);
    }
  }

  private void citation(JsonNode node) {
    Citation citation = ConverseCitations.read(node);
    if (citation != null) {
      sink.citation(citation);
    }
  }

  /** Returns whether a block calls a tool of the client's, and not one that Amazon runs itself. */
  private static boolean isCall(JsonNode toolUse) {
    return toolUse.isObject() && !"server_tool_use".equals(Json.text(toolUse, "type"));
  }

  @Override
  public void feed(byte[] bytes, int offset, int length) throws IOException {
    frames.feed(bytes, offset, length, this::frame);
  }

  private void frame(EventFrame frame) throws IOException {
    ProviderError error = FrameError.of(frame);
    if (error != null) {
      sink.error(error);
    } else {
      event(frame.type(), Json.tree(frame.payload()));
    }
  }

  private void event(String type, JsonNode node) throws IOException {
    int index = node.path("contentBlockIndex").asInt();
    switch (type) {
      case "messageStart" -> sink.start(null, null);
      case "contentBlockStart" -> {
        JsonNode call = node.path("start").path("toolUse");
        JsonNode image = node.path("start").path("image");
        if (image.isObject()) {
          images.put(index, new Image("image/" + image.path("format").asText(), new ByteArrayOutputStream()));
        }
        if (isCall(call)) {
          tools.add(index);
          sink.toolStart(index, call.path("toolUseId").asText(), call.path("name").asText());
        }
      }
      case "contentBlockDelta" -> delta(index, node.path("delta"));
      case "contentBlockStop" -> {
        if (tools.contains(index)) {
          sink.toolStop(index);
        }
        Image image = images.remove(index);
        if (image != null) {
          sink.image(image.mediaType(), Base64.getEncoder().encodeToString(image.bytes().toByteArray()));
        }
      }
      case "messageStop" -> {
        stopped = true;
        sink.finish(Stop.ofClaude(node.path("stopReason").asText(), sink), stopSequence(node));
      }
      case "metadata" -> {
        sink.usage(usage(node));
        finish();
      }
      default -> {
        // Unknown events are ignored, as the AWS SDKs do.
      }
    }
  }

  /** Ends the answer. The last event is metadata, but messageStop without it makes the answer complete. */
  @Override
  public void finish() {
    if (stopped && !frames.midFrame()) {
      sink.end();
    }
  }

  /** Ends a block of text. Text blocks have no start event, so that only a new index tells one from the next. */
  private void breakBefore(int index) {
    if (index != textIndex) {
      sink.textBreak();
      textIndex = index;
    }
  }

  private void delta(int index, JsonNode delta) throws IOException {
    if (delta.has("text")) {
      breakBefore(index);
      sink.text(delta.get("text").asText());
    } else if (delta.has("citation")) {
      breakBefore(index);
      citation(delta.get("citation"));
    } else if (delta.has("image")) {
      JsonNode bytes = delta.get("image").path("source").path("bytes");
      if (bytes.isTextual()) {
        images.computeIfAbsent(index, at -> new Image("image/png", new ByteArrayOutputStream())).bytes()
            .writeBytes(bytes.binaryValue());
      }
    } else if (delta.has("toolUse") && tools.contains(index)) {
      sink.toolInput(index, delta.get("toolUse").path("input").asText());
    } else if (delta.has("reasoningContent")) {
      JsonNode reasoning = delta.get("reasoningContent");
      sink.thinking(reasoning.path("text").asText());
      sink.signature(reasoning.path("signature").asText());
      if (reasoning.has("redactedContent")) {
        sink.redacted(reasoning.get("redactedContent").asText());
      }
    }
  }

  private static String stopSequence(JsonNode node) {
    return Json.text(node.path("additionalModelResponseFields"), "stop_sequence");
  }

  /** Reads the usage in an answer or in the event {@code metadata}. */
  static Usage usage(JsonNode holder) {
    JsonNode usage = holder.path("usage");
    long cacheWrite1h = 0;
    for (JsonNode detail : usage.path("cacheDetails")) {
      if ("1h".equals(Json.text(detail, "ttl"))) {
        cacheWrite1h += TokenCount.of(detail, "inputTokens");
      }
    }
    return Usage.ofFresh(
        TokenCount.of(usage, "inputTokens"),
        TokenCount.of(usage, "outputTokens"),
        TokenCount.of(usage, "cacheReadInputTokens"),
        TokenCount.of(usage, "cacheWriteInputTokens"),
        cacheWrite1h,
        0,
        Json.text(holder.path("serviceTier"), "type"));
  }
}
