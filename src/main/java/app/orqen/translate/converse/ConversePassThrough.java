package app.orqen.translate.converse;

import app.orqen.translate.answer.AnswerContext;
import app.orqen.translate.error.ErrorReader;
import app.orqen.translate.framing.EventFrame;
import app.orqen.translate.framing.EventFrameDecoder;
import app.orqen.translate.framing.FramingException;
import app.orqen.translate.json.Json;
import app.orqen.translate.stream.PassThrough;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/** Watches a ConverseStream on its way to an AWS SDK. Whole frames with correct checksums pass unchanged. */
public final class ConversePassThrough extends PassThrough {

  private final EventFrameDecoder frames = new EventFrameDecoder();
  private boolean stopped;

  public ConversePassThrough(AnswerContext context) {
    super(ConverseErrors.INSTANCE, context);
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
      out.writeBytes(frame.raw());
    } catch (IOException e) {
      broken("an event is not valid JSON");
    }
  }

  private void inspect(EventFrame frame) throws IOException {
    if ("error".equals(frame.messageType())) {
      failure = ErrorReader.amazon(frame.header(":error-code"), 0, frame.header(":error-message"));
      return;
    }
    if ("exception".equals(frame.messageType())) {
      failure = ErrorReader.amazon(frame.type(), 0, Json.text(Json.tree(frame.payload()), "message"));
      return;
    }
    switch (frame.type()) {
      case "contentBlockStart" -> {
        JsonNode call = Json.tree(frame.payload()).path("start").path("toolUse");
        if (call.isObject()) {
          toolNames.add(call.path("name").asText());
        }
      }
      case "messageStop" -> stopped = true;
      case "metadata" -> {
        used = ConverseDecoder.usage(Json.tree(frame.payload()));
        done = stopped;
      }
      default -> {
        // Content passes unread.
      }
    }
  }

  /** Ends the stream. Metadata may be missing, but messageStop may not. */
  @Override
  protected void atEnd() {
    done = stopped && !frames.midFrame();
  }
}
