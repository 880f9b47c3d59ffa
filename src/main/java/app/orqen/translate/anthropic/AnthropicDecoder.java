package app.orqen.translate.anthropic;

import app.orqen.translate.answer.AnswerSink;
import app.orqen.translate.answer.Citation;
import app.orqen.translate.answer.ClaudeUsage;
import app.orqen.translate.answer.Stop;
import app.orqen.translate.error.ErrorReader;
import app.orqen.translate.error.TranslationException;
import app.orqen.translate.framing.SseEvent;
import app.orqen.translate.json.Json;
import app.orqen.translate.stream.SseDecoder;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/** Reads Anthropic answers and streams (docs/wires/anthropic-messages.md). */
public final class AnthropicDecoder extends SseDecoder {

  private final AnswerSink sink;
  private final Set<Integer> tools = new HashSet<>();
  private final ClaudeUsage usage = new ClaudeUsage();
  private boolean stopped;

  public AnthropicDecoder(AnswerSink sink) {
    this.sink = sink;
  }

  @Override
  public void answer(JsonNode answer) throws TranslationException {
    if ("error".equals(Json.text(answer, "type"))) {
      sink.error(ErrorReader.event(answer));
      return;
    }
    JsonNode content = answer.path("content");
    if (!content.isArray()) {
      throw TranslationException.nonsense("The provider's answer has no content.");
    }
    sink.start(Json.text(answer, "id"), Json.text(answer, "model"));
    for (int i = 0; i < content.size(); i++) {
      blockStart(i, content.get(i));
      String signature = Json.text(content.get(i), "signature");
      if (signature != null) {
        sink.signature(signature);
      }
      blockStop(i);
    }
    stop(answer);
    sink.usage(usage.update(answer.path("usage")));
    sink.end();
  }

  @Override
  protected void onEvent(SseEvent event) throws IOException {
    if (event.isDone()) {
      return; // Not Anthropic's, but some who copy it send both ends.
    }
    JsonNode node = object(event);
    String type = Json.text(node, "type");
    int index = node.path("index").asInt();
    switch (type == null ? "" : type) {
      case "message_start" -> {
        JsonNode message = node.path("message");
        sink.start(Json.text(message, "id"), Json.text(message, "model"));
        sink.usage(usage.update(message.path("usage")));
      }
      case "content_block_start" -> blockStart(index, node.path("content_block"));
      case "content_block_delta" -> delta(index, node.path("delta"));
      case "content_block_stop" -> blockStop(index);
      case "message_delta" -> {
        stop(node.path("delta"));
        sink.usage(usage.update(node.path("usage")));
      }
      case "message_stop" -> {
        if (!stopped) {
          sink.finish(Stop.END_TURN, null);
        }
        sink.end();
      }
      case "error" -> sink.error(ErrorReader.event(node));
      case "ping" -> sink.ping();
      default -> {
        // New events may appear at any time. Clients are told to ignore what they don't know.
      }
    }
  }

  @Override
  protected void atEnd() {
    // Only message_stop ends a message.
  }

  private void blockStart(int index, JsonNode block) {
    String type = Json.text(block, "type");
    switch (type == null ? "" : type) {
      case "text" -> {
        sink.textBreak();
        sink.text(block.path("text").asText());
        block.path("citations").forEach(this::citation);
      }
      case "thinking" -> sink.thinking(block.path("thinking").asText());
      case "redacted_thinking" -> sink.redacted(block.path("data").asText());
      case "tool_use" -> {
        tools.add(index);
        sink.toolStart(index, block.path("id").asText(), block.path("name").asText());
        JsonNode input = block.path("input");
        if (!input.isEmpty()) {
          sink.toolInput(index, Json.compact(input));
        }
      }
      default -> {
        // What server tools do is told in their text.
      }
    }
  }

  private void delta(int index, JsonNode delta) {
    String type = Json.text(delta, "type");
    switch (type == null ? "" : type) {
      case "text_delta" -> sink.text(delta.path("text").asText());
      case "thinking_delta" -> sink.thinking(delta.path("thinking").asText());
      case "signature_delta" -> sink.signature(delta.path("signature").asText());
      case "input_json_delta" -> {
        if (tools.contains(index)) {
          sink.toolInput(index, delta.path("partial_json").asText());
        }
      }
      case "citations_delta" -> citation(delta.path("citation"));
      default -> {
        // What may come.
      }
    }
  }

  private void citation(JsonNode node) {
    Citation citation = AnthropicCitations.read(node);
    if (citation != null) {
      sink.citation(citation);
    }
  }

  private void blockStop(int index) {
    if (tools.contains(index)) {
      sink.toolStop(index);
    }
  }

  private void stop(JsonNode node) {
    String reason = Json.text(node, "stop_reason");
    if (reason != null) {
      stopped = true;
      sink.finish(Stop.ofClaude(reason, sink), Json.text(node, "stop_sequence"));
    }
  }
}
