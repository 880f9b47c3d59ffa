package app.orqen.translate;

/** Writes a stream in a surface's wire. Usage and the stop reason come before the end and are written with it. */
abstract class StreamEncoder implements AnswerSink {

  final AnswerContext context;
  final JsonOut out = new JsonOut();
  Usage usage = Usage.NONE;
  Stop stop = Stop.END_TURN;
  /** The stop sequence that was met, or null. */
  String sequence;

  StreamEncoder(AnswerContext context) {
    this.context = context;
  }

  /** What was written since the last call. */
  byte[] take() {
    return out.bytes();
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
