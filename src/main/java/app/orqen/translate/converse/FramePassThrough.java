package app.orqen.translate.converse;

import app.orqen.translate.answer.AnswerContext;
import app.orqen.translate.framing.EventFrame;
import app.orqen.translate.framing.EventFrameDecoder;
import app.orqen.translate.framing.FramingException;
import app.orqen.translate.stream.PassThrough;
import java.io.IOException;

/** What the watchers of Bedrock's streams have in common. Whole frames with correct checksums pass unchanged. */
public abstract class FramePassThrough extends PassThrough {

  private final EventFrameDecoder frames = new EventFrameDecoder();

  protected FramePassThrough(AnswerContext context) {
    super(ConverseErrors.INSTANCE, context);
  }

  @Override
  public final byte[] feed(byte[] chunk, int offset, int length) {
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
      failure = FrameError.of(frame);
      if (failure != null || passes(frame)) {
        out.writeBytes(frame.raw());
      }
    } catch (IOException e) {
      broken("an event is not valid JSON");
    }
  }

  /**
   * Looks at an event.
   *
   * @return false when it ended the stream in an error, which takes its place
   */
  protected abstract boolean passes(EventFrame event) throws IOException;

  /** Returns whether a frame has begun whose end hasn't come. */
  protected final boolean midFrame() {
    return frames.midFrame();
  }
}
