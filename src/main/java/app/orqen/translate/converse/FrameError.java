package app.orqen.translate.converse;

import app.orqen.translate.error.ErrorReader;
import app.orqen.translate.error.ProviderError;
import app.orqen.translate.framing.EventFrame;
import app.orqen.translate.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/** Reads the errors that Bedrock sends as frames of a stream. */
final class FrameError {

  private FrameError() {}

  /**
   * Reads a frame.
   *
   * @return null when the frame is an event
   * @throws IOException when an exception's payload isn't JSON
   */
  static ProviderError of(EventFrame frame) throws IOException {
    if (frame.messageType().equals("event")) {
      return null;
    }
    if (frame.messageType().equals("error")) {
      return ErrorReader.amazon(frame.header(":error-code"), 0, frame.header(":error-message"));
    }
    JsonNode payload = Json.tree(frame.payload());
    String message = Json.text(payload, "message");
    return ErrorReader.amazon(frame.type(), 0, message == null ? Json.text(payload, "Message") : message);
  }
}
