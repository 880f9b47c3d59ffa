package app.orqen.translate.front;

import app.orqen.translate.answer.AnswerContext;
import app.orqen.translate.answer.Usage;
import app.orqen.translate.anthropic.AnthropicPassThrough;
import app.orqen.translate.converse.FramePassThrough;
import app.orqen.translate.framing.EventFrame;
import app.orqen.translate.json.Json;
import java.io.IOException;
import java.util.Base64;
import java.util.List;

/**
 * Watches a stream of Bedrock's InvokeModel for Claude on its way to an AWS SDK. The events in its frames are Anthropic's, and are watched
 * as such.
 */
final class InvokePassThrough extends FramePassThrough {

  private final AnthropicPassThrough events;

  InvokePassThrough(AnswerContext context) {
    super(context);
    events = new AnthropicPassThrough(context);
  }

  @Override
  protected boolean passes(EventFrame frame) throws IOException {
    if (frame.type().equals("chunk")) {
      String encoded = Json.text(Json.tree(frame.payload()), "bytes");
      event(decoded(encoded == null ? "" : encoded));
    }
    return failure == null;
  }

  private static byte[] decoded(String base64) throws IOException {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new IOException(e);
    }
  }

  /** Shows an event to the watcher of Anthropic's streams. An event that is an error ends the stream, in Amazon's form. */
  private void event(byte[] json) throws IOException {
    events.watch(Json.tree(json));
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
