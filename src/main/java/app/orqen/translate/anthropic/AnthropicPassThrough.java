package app.orqen.translate.anthropic;

import app.orqen.translate.answer.AnswerContext;
import app.orqen.translate.answer.ClaudeUsage;
import app.orqen.translate.error.ErrorReader;
import app.orqen.translate.framing.SseEvent;
import app.orqen.translate.json.Json;
import app.orqen.translate.stream.SsePassThrough;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.Set;

/** Watches an Anthropic stream on its way to an Anthropic client. Its bytes stay as they are. */
public final class AnthropicPassThrough extends SsePassThrough {

  private static final Set<String> TELLING =
      Set.of("message_start", "content_block_start", "message_delta", "message_stop", "error");

  private final ClaudeUsage counts = new ClaudeUsage();

  public AnthropicPassThrough(AnswerContext context) {
    super(AnthropicErrors.INSTANCE, context);
  }

  @Override
  protected boolean isEnd(SseEvent event) {
    return "message_stop".equals(event.type());
  }

  @Override
  protected void onEvent(SseEvent event) throws IOException {
    if (event.type() == null || TELLING.contains(event.type())) {
      watch(object(event));
    }
    pass(event);
  }

  /** Notes what an event tells, which may have come in another frame than a server-sent event. */
  public void watch(JsonNode node) {
    String type = Json.text(node, "type");
    switch (type == null ? "" : type) {
      case "message_start" -> {
        used = counts.update(node.path("message").path("usage"));
        model = Json.text(node.path("message"), "model");
      }
      case "message_delta" -> used = counts.update(node.path("usage"));
      case "content_block_start" -> {
        if ("tool_use".equals(Json.text(node.path("content_block"), "type"))) {
          toolNames.add(node.get("content_block").path("name").asText());
        }
      }
      case "message_stop" -> done = true;
      case "error" -> failure = ErrorReader.event(node);
      default -> {
        // The other events tell nothing.
      }
    }
  }
}
