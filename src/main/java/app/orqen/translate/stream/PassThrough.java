package app.orqen.translate.stream;

import app.orqen.translate.answer.AnswerContext;
import app.orqen.translate.answer.Usage;
import app.orqen.translate.error.ErrorForm;
import app.orqen.translate.error.ProviderError;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** What the watchers of untranslated streams have in common: they hold at most one unfinished event. */
public abstract class PassThrough implements StreamTranslation {

  protected final AnswerContext context;
  protected final ByteArrayOutputStream out = new ByteArrayOutputStream();
  protected final List<String> toolNames = new ArrayList<>();
  protected Usage used = Usage.NONE;
  protected String model;
  protected boolean done;
  protected ProviderError failure;
  private final ErrorForm errors;

  protected PassThrough(ErrorForm errors, AnswerContext context) {
    this.errors = errors;
    this.context = context;
  }

  @Override
  public final byte[] end() {
    if (!terminated()) {
      atEnd();
      if (!terminated()) {
        fail(ProviderError.cutShort());
      }
    }
    return take();
  }

  @Override
  public final Usage usage() {
    return used;
  }

  @Override
  public List<String> tools() {
    return List.copyOf(toolNames);
  }

  @Override
  public final String model() {
    return model;
  }

  @Override
  public final boolean terminated() {
    return done || failure != null;
  }

  @Override
  public final boolean completed() {
    return done;
  }

  @Override
  public final ProviderError error() {
    return failure;
  }

  /** Notes that the body has ended in good order. */
  protected abstract void atEnd();

  /** Ends the stream in an error of the gateway's making. */
  protected final void fail(ProviderError error) {
    failure = error;
    out.writeBytes(lastEvent(error));
  }

  /** Returns the event that ends the stream in an error of the gateway's making. */
  protected byte[] lastEvent(ProviderError error) {
    return errors.event(error, context.id());
  }

  protected final void broken(String why) {
    fail(ProviderError.brokenStream(why));
  }

  protected final byte[] take() {
    byte[] taken = out.toByteArray();
    out.reset();
    return taken;
  }
}
