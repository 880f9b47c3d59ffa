package app.orqen.translate.front;

import app.orqen.translate.answer.AnswerContext;
import app.orqen.translate.answer.Citation;
import app.orqen.translate.error.ErrorForm;
import app.orqen.translate.error.ProviderError;
import app.orqen.translate.framing.EventFrameEncoder;
import app.orqen.translate.framing.SseParser;
import app.orqen.translate.json.JsonOut;
import app.orqen.translate.stream.StreamEncoder;
import java.io.ByteArrayOutputStream;
import java.util.Base64;

/** Puts Anthropic's events into Amazon's frames: each is a {@code chunk} whose {@code bytes} are the event's JSON in base64. */
final class InvokeEncoder extends StreamEncoder {

  private static final int MAX_EVENT = 32 * 1024 * 1024;

  private final StreamEncoder events;
  private final ErrorForm errors;
  private final SseParser parser = new SseParser(MAX_EVENT);
  private byte[] failure = {};

  InvokeEncoder(StreamEncoder events, ErrorForm errors, AnswerContext context) {
    super(context);
    this.events = events;
    this.errors = errors;
  }

  @Override
  public byte[] take() {
    ByteArrayOutputStream frames = new ByteArrayOutputStream();
    byte[] written = events.take();
    parser.feed(written, 0, written.length, event -> {
      if (event.hasData()) {
        String bytes = Base64.getEncoder().encodeToString(event.data());
        frames.writeBytes(EventFrameEncoder.event("chunk", new JsonOut().object().field("bytes", bytes).endObject().bytes()));
      }
    });
    frames.writeBytes(failure);
    failure = new byte[0];
    return frames.toByteArray();
  }

  @Override
  public void start(String id, String model) {
    events.usage(usage);
    events.expectInput(expectedInput);
    events.start(id, model);
  }

  @Override
  public void text(String text) {
    events.text(text);
  }

  @Override
  public void thinking(String text) {
    events.thinking(text);
  }

  @Override
  public void signature(String signature) {
    events.signature(signature);
  }

  @Override
  public void redacted(String data) {
    events.redacted(data);
  }

  @Override
  public void textBreak() {
    events.textBreak();
  }

  @Override
  public void citation(Citation citation) {
    events.citation(citation);
  }

  @Override
  public void image(String mediaType, String data) {
    events.image(mediaType, data);
  }

  @Override
  public void toolStart(int key, String id, String name) {
    events.toolStart(key, id, name);
  }

  @Override
  public void toolInput(int key, String fragment) {
    events.toolInput(key, fragment);
  }

  @Override
  public void toolStop(int key) {
    events.toolStop(key);
  }

  @Override
  public void end() {
    events.usage(usage);
    events.finish(stop, sequence);
    events.end();
  }

  @Override
  public void error(ProviderError error) {
    failure = errors.event(error, context.id());
  }

  @Override
  public void ping() {
    // There is no frame for it that SDKs skip.
  }
}
