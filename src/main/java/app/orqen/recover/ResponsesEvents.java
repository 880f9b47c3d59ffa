package app.orqen.recover;

import app.orqen.translate.framing.SseEvent;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Writes the events of a joined stream of the Responses API, with one count of {@code sequence_number} over all rounds. */
final class ResponsesEvents {

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private long number;

  /** Writes what has no payload, such as a comment, as it came. */
  void pass(SseEvent event) {
    out.writeBytes(event.raw());
  }

  /**
   * Writes an event, as it came where nothing of it has changed.
   *
   * @param changed whether the payload is no longer what the provider sent
   */
  void write(String type, ObjectNode payload, SseEvent event, boolean changed) throws IOException {
    JsonNode numbered = payload.path("sequence_number");
    if (!changed && (!numbered.isNumber() || numbered.asLong() == number)) {
      number++;
      out.writeBytes(event.raw());
      return;
    }
    payload.put("sequence_number", number++);
    out.writeBytes(("event: " + type + "\ndata: ").getBytes(StandardCharsets.UTF_8));
    out.writeBytes(Trees.bytes(payload));
    out.writeBytes("\n\n".getBytes(StandardCharsets.US_ASCII));
  }

  /** Returns what was written since the last call. */
  byte[] take() {
    byte[] taken = out.toByteArray();
    out.reset();
    return taken;
  }
}
