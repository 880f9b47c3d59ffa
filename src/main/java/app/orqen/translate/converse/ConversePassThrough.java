package app.orqen.translate.converse;

import app.orqen.translate.answer.AnswerContext;
import app.orqen.translate.framing.EventFrame;
import app.orqen.translate.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/** Watches a ConverseStream on its way to an AWS SDK. */
public final class ConversePassThrough extends FramePassThrough {

  private boolean stopped;

  public ConversePassThrough(AnswerContext context) {
    super(context);
  }

  @Override
  protected boolean passes(EventFrame frame) throws IOException {
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
    return true;
  }

  /** Ends the stream. Metadata may be missing, but messageStop may not. */
  @Override
  protected void atEnd() {
    done = stopped && !midFrame();
  }
}
