package app.orqen.translate.responses;

import app.orqen.translate.answer.AnswerContext;
import app.orqen.translate.answer.Usage;
import app.orqen.translate.error.ErrorForm;
import app.orqen.translate.error.ErrorReader;
import app.orqen.translate.error.ErrorText;
import app.orqen.translate.error.ProviderError;
import app.orqen.translate.framing.FramingException;
import app.orqen.translate.framing.SseEvent;
import app.orqen.translate.json.Json;
import app.orqen.translate.json.JsonOut;
import app.orqen.translate.stream.SsePassThrough;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

/** Watches a stream of a provider that speaks the Responses API too. Its bytes stay as they are, unknown events among them. */
final class ResponsesPassThrough extends SsePassThrough {

  private static final Set<String> ENDS = Set.of("response.completed", "response.incomplete", "response.failed");
  private static final Set<String> TELLING = Set.of("response.created", "response.output_item.added",
      "response.output_item.done", "response.completed", "response.incomplete", "response.failed", "error");

  private final List<String> items = new ArrayList<>();
  private String id;
  private boolean background;
  private long events;
  /** An error, after which OpenAI says that the response has failed. */
  private SseEvent error;

  ResponsesPassThrough(AnswerContext context) {
    super(ResponsesErrors.INSTANCE, context);
  }

  @Override
  protected boolean isEnd(SseEvent event) {
    return event.type() != null && ENDS.contains(event.type());
  }

  @Override
  protected void onEvent(SseEvent event) throws IOException {
    events++;
    byte[] data = event.data();
    if (event.type() != null && !TELLING.contains(event.type())) {
      if (data[0] != '{') {
        throw new FramingException("an event is not a JSON object");
      }
      pass(event);
      return;
    }
    if (event.isDone()) {
      return; // Not of this protocol, but some who copy it send it.
    }
    inspect(event, object(event));
  }

  private void inspect(SseEvent event, JsonNode node) {
    String type = Json.text(node, "type");
    JsonNode response = node.path("response");
    switch (type == null ? "" : type) {
      case "response.created" -> {
        id = Json.text(response, "id");
        background = response.path("background").asBoolean();
      }
      case "response.output_item.added", "response.output_item.done" -> {
        item(Json.text(node.path("item"), "id"));
        String tool = OutputTools.name(node.path("item"));
        if (tool != null && type.endsWith("added")) {
          toolNames.add(tool);
        }
      }
      case "response.completed", "response.incomplete" -> {
        told(response);
        done = true;
      }
      case "response.failed" -> {
        told(response);
        passError();
        failure = ErrorReader.event(response.path("error").isObject() ? response : node);
      }
      case "error" -> {
        error = event;
        return; // The failed response comes next, or the end.
      }
      default -> {
        // Nothing to learn from the others.
      }
    }
    pass(event);
  }

  private void item(String itemId) {
    if (itemId != null && !items.contains(itemId)) {
      items.add(itemId);
    }
  }

  private void told(JsonNode response) {
    used = ResponsesUsage.of(response);
    model = Json.text(response, "model");
  }

  private void passError() {
    if (error != null) {
      pass(error);
      error = null;
    }
  }

  @Override
  protected void atEnd() {
    super.atEnd();
    if (error != null && !terminated()) {
      try {
        failure = ErrorReader.event(object(error));
      } catch (IOException e) {
        return;
      }
      passError();
    }
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public List<String> items() {
    return Collections.unmodifiableList(items);
  }

  @Override
  public byte[] failure(ErrorText error) {
    return id == null ? null : failed(ResponsesErrors.code(error.kind(), error.code()), error.message());
  }

  @Override
  protected byte[] lastEvent(ProviderError error) {
    return id == null ? super.lastEvent(error) : failed(ResponsesErrors.code(error.kind(), error.code()), error.message());
  }

  /** Fails under the id that the stream began with. A response in the background goes on when its stream breaks off. */
  private byte[] failed(String code, String message) {
    if (background) {
      JsonOut out = new JsonOut(256).object().field("type", "error").field("sequence_number", events).field("code", code)
          .field("message", message).nullField("param");
      return ErrorForm.sse("event: error\ndata: ", out.endObject().bytes());
    }
    JsonOut out = new JsonOut(512).object().field("type", "response.failed").field("sequence_number", events).object("response");
    ResponseObject.write(out, id, context, model, ResponseObject.State.failed(code, message), List.of(), Usage.NONE);
    return ErrorForm.sse("event: response.failed\ndata: ", out.endObject().endObject().bytes());
  }
}
