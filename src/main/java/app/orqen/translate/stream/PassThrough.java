package app.orqen.translate.stream;

import app.orqen.translate.Wire;
import app.orqen.translate.answer.AnswerContext;
import app.orqen.translate.answer.Usage;
import app.orqen.translate.error.ErrorKind;
import app.orqen.translate.error.ErrorWriter;
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
  private final Wire wire;

  protected PassThrough(Wire wire, AnswerContext context) {
    this.wire = wire;
    this.context = context;
  }

  @Override
  public byte[] event(String messageType, String type, byte[] payload) {
    throw new UnsupportedOperationException("an untranslated stream is fed as bytes");
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
  public final byte[] broken(ProviderError reason) {
    if (!terminated()) {
      fail(reason);
    }
    return take();
  }

  @Override
  public final byte[] keepAlive() {
    return terminated() ? new byte[0] : ErrorWriter.keepAlive(wire);
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

  /** The body has ended in good order. */
  protected abstract void atEnd();

  /** Ends the stream in an error of the gateway's making. */
  protected final void fail(ProviderError error) {
    failure = error;
    out.writeBytes(ErrorWriter.event(wire, error, context.id()));
  }

  protected final void broken(String why) {
    fail(ProviderError.of(ErrorKind.API, "The provider's stream is broken: " + why + "."));
  }

  protected final byte[] take() {
    byte[] taken = out.toByteArray();
    out.reset();
    return taken;
  }
}
