package app.orqen.translate.stream;

import app.orqen.bytes.ByteSearch;
import app.orqen.translate.answer.AnswerContext;
import app.orqen.translate.error.ErrorForm;
import app.orqen.translate.framing.FramingException;
import app.orqen.translate.framing.SseEvent;
import app.orqen.translate.framing.SseParser;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;

/** Passes server-sent events on as they are, block by block. */
public abstract class SsePassThrough extends PassThrough {

  private final SseParser parser = new SseParser(SseDecoder.MAX_EVENT, true);

  protected SsePassThrough(ErrorForm errors, AnswerContext context) {
    super(errors, context);
  }

  @Override
  public final byte[] feed(byte[] chunk, int offset, int length) {
    if (terminated()) {
      return new byte[0];
    }
    try {
      parser.feed(chunk, offset, length, this::accept);
    } catch (FramingException e) {
      broken(e.getMessage());
    }
    return take();
  }

  @Override
  protected void atEnd() {
    parser.finish(this::acceptLast);
  }

  /** Takes the rest of a stream that ended without a blank line. It counts only if it is the end marker: any other event was cut. */
  private void acceptLast(SseEvent event) {
    if (event.hasData() && isEnd(event)) {
      accept(event);
      out.writeBytes(new byte[] {'\n', '\n'}); // a strict reader would drop an event without its blank line
    }
  }

  private void accept(SseEvent event) {
    if (terminated()) {
      return;
    }
    if (!event.hasData()) {
      if (event.data() == null) {
        pass(event); // A comment. An empty data line breaks OpenAI's SDK (P2) and says nothing: it is left out.
      }
      return;
    }
    try {
      onEvent(event);
    } catch (IOException e) {
      broken("an event is not valid JSON");
    }
  }

  protected final void pass(SseEvent event) {
    out.writeBytes(event.raw());
  }

  protected static JsonNode object(SseEvent event) throws IOException {
    return SseDecoder.object(event);
  }

  /** Returns whether the ASCII text occurs in the event's data. */
  protected static boolean contains(byte[] data, byte[] text) {
    return ByteSearch.indexOf(data, 0, data.length, text) >= 0;
  }

  /** Returns whether an event is the end marker. It is OpenAI's {@code [DONE]} unless a wire has one of its own. */
  protected boolean isEnd(SseEvent event) {
    return event.isDone();
  }

  protected abstract void onEvent(SseEvent event) throws IOException;
}
