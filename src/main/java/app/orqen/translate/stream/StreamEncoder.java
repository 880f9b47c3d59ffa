package app.orqen.translate.stream;

import app.orqen.translate.answer.AnswerContext;
import app.orqen.translate.answer.AnswerSink;
import app.orqen.translate.answer.Stop;
import app.orqen.translate.answer.Usage;
import app.orqen.translate.json.JsonOut;

/** Writes a stream in a surface's wire. Usage and the stop reason come before the end and are written with it. */
public abstract class StreamEncoder implements AnswerSink {

  protected final AnswerContext context;
  protected final JsonOut out = new JsonOut();
  protected Usage usage = Usage.NONE;
  protected Stop stop = Stop.END_TURN;
  /** About how many tokens the request has, until the provider tells; 0 in a protocol that says so only at the end. */
  protected long expectedInput;
  /** The stop sequence that was met, or null. */
  protected String sequence;

  protected StreamEncoder(AnswerContext context) {
    this.context = context;
  }

  /** Tells about how many tokens the request has, for a protocol that says so before the provider does. */
  public final void expectInput(long tokens) {
    expectedInput = tokens;
  }

  /** Returns what was written since the last call. */
  public byte[] take() {
    return out.bytes();
  }

  /** Returns how many bytes of the answer it keeps until the end. */
  public long held() {
    return 0;
  }

  @Override
  public final void usage(Usage used) {
    usage = used;
  }

  @Override
  public final void finish(Stop reason, String stopSequence) {
    stop = reason;
    sequence = stopSequence;
  }
}
