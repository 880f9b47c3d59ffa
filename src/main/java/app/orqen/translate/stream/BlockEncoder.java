package app.orqen.translate.stream;

import app.orqen.translate.answer.AnswerContext;
import app.orqen.translate.answer.Citation;
import app.orqen.translate.stream.BlockSequencer.Kind;

/** Writes a stream whose content is blocks, one after the other. */
@SuppressWarnings("this-escape") // the sequencer only keeps it
public abstract class BlockEncoder extends StreamEncoder implements BlockSequencer.Writer {

  protected final BlockSequencer blocks = new BlockSequencer(this);

  protected BlockEncoder(AnswerContext context) {
    super(context);
  }

  /** Starts the answer unless the provider has said how. */
  protected final void begin() {
    start(null, context.model());
  }

  @Override
  public final void text(String text) {
    begin();
    blocks.piece(Kind.TEXT, text);
  }

  @Override
  public final void thinking(String text) {
    begin();
    blocks.piece(Kind.THINKING, text);
  }

  @Override
  public final void signature(String signature) {
    begin();
    blocks.signature(signature);
  }

  @Override
  public final void textBreak() {
    blocks.textBreak();
  }

  @Override
  public final void citation(Citation citation) {
    begin();
    blocks.citation(citation);
  }

  @Override
  public final void image(String mediaType, String data) {
    begin();
    blocks.image(mediaType, data);
  }

  @Override
  public final void redacted(String data) {
    begin();
    blocks.redacted(data);
  }

  @Override
  public final void toolStart(int key, String id, String name) {
    begin();
    blocks.toolStart(key, id, name);
  }

  @Override
  public final void toolInput(int key, String fragment) {
    blocks.toolInput(key, fragment);
  }

  @Override
  public final void toolStop(int key) {
    blocks.toolStop(key);
  }
}
