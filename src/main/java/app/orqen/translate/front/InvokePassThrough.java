package app.orqen.translate.front;

import app.orqen.translate.answer.AnswerContext;
import app.orqen.translate.answer.Usage;
import app.orqen.translate.anthropic.AnthropicSurface;
import app.orqen.translate.converse.ConverseSurface;
import app.orqen.translate.error.ErrorReader;
import app.orqen.translate.framing.EventFrame;
import app.orqen.translate.framing.EventFrameDecoder;
import app.orqen.translate.framing.FramingException;
import app.orqen.translate.json.Json;
import app.orqen.translate.stream.PassThrough;
import app.orqen.translate.stream.StreamTranslation;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * Watches a stream of Bedrock's InvokeModel for Claude on its way to an AWS SDK. Whole frames pass unchanged. The events in them are
 * Anthropic's, and are watched as such.
 */
final class InvokePassThrough extends PassThrough {

  private final EventFrameDecoder frames = new EventFrameDecoder();
  private final StreamTranslation events;

  InvokePassThrough(AnswerContext context) {
    super(ConverseSurface.INSTANCE.errors(), context);
    events = AnthropicSurface.INSTANCE.watch(context);
  }

  @Override
  public byte[] feed(byte[] chunk, int offset, int length) {
    if (!terminated()) {
      try {
        frames.feed(chunk, offset, length, this::accept);
      } catch (FramingException e) {
        broken(e.getMessage());
      }
    }
    return take();
  }

  private void accept(EventFrame frame) {
    if (terminated()) {
      return;
    }
    try {
      inspect(frame);
      if (failure == null || !"event".equals(frame.messageType())) {
        out.writeBytes(frame.raw());
      }
    } catch (IOException | IllegalArgumentException e) {
      broken("an event is not valid JSON in base64");
    }
  }

  private void inspect(EventFrame frame) throws IOException {
    if ("error".equals(frame.messageType())) {
      failure = ErrorReader.amazon(frame.header(":error-code"), 0, frame.header(":error-message"));
    } else if ("exception".equals(frame.messageType())) {
      failure = ErrorReader.amazon(frame.type(), 0, Json.text(Json.tree(frame.payload()), "message"));
    } else if (frame.type().equals("chunk")) {
      String encoded = Json.text(Json.tree(frame.payload()), "bytes");
      event(Base64.getDecoder().decode(encoded == null ? "" : encoded));
    }
  }

  /** Shows an event to the watcher of Anthropic's streams. An event that is an error ends the stream, in Amazon's form. */
  private void event(byte[] json) throws IOException {
    JsonNode event = Json.tree(json);
    ByteArrayOutputStream sse = new ByteArrayOutputStream(json.length + 64);
    sse.writeBytes(("event: " + event.path("type").asText() + "\ndata: ").getBytes(StandardCharsets.UTF_8));
    sse.writeBytes(event.toString().getBytes(StandardCharsets.UTF_8));
    sse.writeBytes(new byte[] {'\n', '\n'});
    events.feed(sse.toByteArray(), 0, sse.size());
    used = events.usage();
    model = events.model();
    done = events.completed();
    if (events.error() != null) {
      fail(events.error());
    }
  }

  @Override
  public List<String> tools() {
    return events.tools();
  }

  @Override
  public List<String> begunTools() {
    return events.begunTools();
  }

  @Override
  protected void atEnd() {
    used = events.usage() == null ? Usage.NONE : events.usage();
  }
}
