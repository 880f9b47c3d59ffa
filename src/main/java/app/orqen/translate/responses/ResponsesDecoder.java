package app.orqen.translate.responses;

import app.orqen.translate.answer.AnswerContext;
import app.orqen.translate.answer.AnswerSink;
import app.orqen.translate.answer.Citation;
import app.orqen.translate.answer.Stop;
import app.orqen.translate.chat.OpenAiSignature;
import app.orqen.translate.error.ErrorReader;
import app.orqen.translate.error.TranslationException;
import app.orqen.translate.framing.SseEvent;
import app.orqen.translate.json.Json;
import app.orqen.translate.stream.SseDecoder;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/** Reads responses and their streams (docs/wires/responses.md, "Streams"). */
final class ResponsesDecoder extends SseDecoder {

  private final AnswerSink sink;
  private final AnswerContext context;
  /** Places of items of which pieces have come, so that the whole item says nothing new. */
  private final Set<Integer> told = new HashSet<>();
  private final Set<Integer> calls = new HashSet<>();
  private boolean thought;

  ResponsesDecoder(AnswerSink sink, AnswerContext context) {
    this.sink = sink;
    this.context = context;
  }

  @Override
  public void answer(JsonNode response) throws TranslationException {
    JsonNode output = response.path("output");
    if (response.path("error").isObject()) {
      sink.error(ErrorReader.event(response));
      return;
    }
    if (!output.isArray()) {
      throw TranslationException.nonsense("The provider's answer has no output.");
    }
    sink.start(Json.text(response, "id"), Json.text(response, "model"));
    for (int i = 0; i < output.size(); i++) {
      done(i, output.get(i));
    }
    end(response);
  }

  @Override
  protected void onEvent(SseEvent event) throws IOException {
    if (event.isDone()) {
      return;
    }
    JsonNode node = object(event);
    int index = node.path("output_index").asInt();
    String type = Json.text(node, "type");
    JsonNode response = node.path("response");
    switch (type == null ? "" : type) {
      case "response.created" -> sink.start(Json.text(response, "id"), Json.text(response, "model"));
      case "response.output_item.added" -> {
        thought = false;
        if ("function_call".equals(Json.text(node.path("item"), "type"))) {
          call(index, node.get("item"));
        }
      }
      case "response.output_text.delta", "response.refusal.delta" -> {
        told.add(index);
        sink.text(node.path("delta").asText());
      }
      case "response.output_text.annotation.added" -> citation(node.path("annotation"));
      case "response.reasoning_summary_part.added" -> {
        if (thought) {
          sink.thinking("\n\n");
        }
      }
      case "response.reasoning_summary_text.delta", "response.reasoning_text.delta" -> {
        told.add(index);
        thought = true;
        sink.thinking(node.path("delta").asText());
      }
      case "response.function_call_arguments.delta" -> {
        if (calls.contains(index)) {
          told.add(index);
          sink.toolInput(index, node.path("delta").asText());
        }
      }
      case "response.output_item.done" -> done(index, node.path("item"));
      case "response.completed", "response.incomplete" -> end(response);
      case "response.failed" -> sink.error(ErrorReader.event(response.path("error").isObject() ? response : node));
      case "error" -> sink.error(ErrorReader.event(node));
      default -> {
        // Progress of tools that run at the provider, and what may come.
      }
    }
  }

  @Override
  protected void atEnd() {
    // Only its own last event ends a response.
  }

  private void citation(JsonNode annotation) {
    if ("url_citation".equals(Json.text(annotation, "type"))) {
      sink.citation(Citation.web("", Json.text(annotation, "title"), Json.text(annotation, "url")));
    }
  }

  private void call(int index, JsonNode item) {
    calls.add(index);
    String id = Json.text(item, "call_id");
    sink.toolStart(index, id == null ? context.callId(index) : id, item.path("name").asText());
  }

  /** Takes a whole item, of which the pieces may have come before. */
  private void done(int index, JsonNode item) {
    boolean news = !told.contains(index);
    switch (item.path("type").asText()) {
      case "message" -> {
        for (JsonNode part : item.path("content")) {
          if (news) {
            sink.text(part.path(part.has("refusal") ? "refusal" : "text").asText());
            part.path("annotations").forEach(this::citation);
          }
        }
      }
      case "reasoning" -> {
        if (news) {
          StringBuilder text = new StringBuilder();
          JsonNode parts = item.path("summary").isEmpty() ? item.path("content") : item.path("summary");
          parts.forEach(part -> text.append(text.isEmpty() ? "" : "\n\n").append(part.path("text").asText()));
          sink.thinking(text.toString());
        }
        String encrypted = Json.text(item, "encrypted_content");
        if (encrypted != null) {
          sink.signature(OpenAiSignature.of(encrypted));
        }
      }
      case "function_call" -> {
        if (!calls.contains(index)) {
          call(index, item);
        }
        if (news) {
          sink.toolInput(index, item.path("arguments").asText());
        }
        sink.toolStop(index);
      }
      default -> {
        // What tools of the provider's own did is told in the text.
      }
    }
  }

  private void end(JsonNode response) {
    sink.usage(ResponsesUsage.of(response));
    String reason = Json.text(response.path("incomplete_details"), "reason");
    boolean cut = "incomplete".equals(Json.text(response, "status")) || reason != null;
    sink.finish(!cut ? Stop.END_TURN : "content_filter".equals(reason) ? Stop.FILTERED : Stop.MAX_TOKENS, null);
    sink.end();
  }
}
