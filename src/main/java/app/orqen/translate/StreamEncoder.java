package app.orqen.translate;

/** Writes a stream in a surface's wire. */
interface StreamEncoder extends AnswerSink {

  /** What was written since the last call. */
  byte[] take();
}
