package app.orqen.translate.stream;

import app.orqen.translate.framing.FramingException;
import app.orqen.translate.framing.SseEvent;
import app.orqen.translate.framing.SseParser;
import app.orqen.translate.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/** The part of a stream decoder that all providers with server-sent events share. */
public abstract class SseDecoder implements AnswerDecoder {

  /** The longest event in bytes. An image in a Gemini event is one event, and no real event is larger. */
  static final int MAX_EVENT = 32 * 1024 * 1024;

  private final SseParser parser = new SseParser(MAX_EVENT);

  @Override
  public final void feed(byte[] bytes, int offset, int length) throws IOException {
    parser.feed(bytes, offset, length, this::accept);
  }

  @Override
  public final void finish() throws IOException {
    parser.finish(this::accept);
    atEnd();
  }

  private void accept(SseEvent event) throws IOException {
    if (event.hasData()) {
      onEvent(event);
    }
  }

  /** Returns the JSON object in an event. */
  protected static JsonNode object(SseEvent event) throws IOException {
    JsonNode node = Json.tree(event.data());
    if (!node.isObject()) {
      throw new FramingException("an event of the stream is not a JSON object");
    }
    return node;
  }

  protected abstract void onEvent(SseEvent event) throws IOException;

  /** Ends the answer if the wire allows it to end like this. The body has ended. */
  protected abstract void atEnd();
}
