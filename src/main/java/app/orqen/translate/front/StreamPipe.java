package app.orqen.translate.front;

import app.orqen.translate.answer.AnswerContext;
import app.orqen.translate.answer.AnswerTap;
import app.orqen.translate.answer.Usage;
import app.orqen.translate.error.ProviderError;
import app.orqen.translate.framing.FramingException;
import app.orqen.translate.stream.AnswerDecoder;
import app.orqen.translate.stream.StreamEncoder;
import app.orqen.translate.stream.StreamTranslation;
import app.orqen.translate.wire.ProviderWire;
import app.orqen.translate.wire.Surface;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** A translated stream: decoder, tap and encoder in a row. */
public final class StreamPipe implements StreamTranslation {

  private final StreamEncoder encoder;
  private final AnswerTap tap;
  private final AnswerDecoder decoder;

  StreamPipe(Surface surface, ProviderWire provider, AnswerContext context, long expectedInput) {
    encoder = surface.encoder(context);
    encoder.expectInput(expectedInput);
    tap = new AnswerTap(encoder, context);
    decoder = provider.decoder(tap, context);
  }

  @Override
  public byte[] feed(byte[] chunk, int offset, int length) {
    return run(() -> decoder.feed(chunk, offset, length));
  }

  @Override
  public byte[] end() {
    byte[] last = run(decoder::finish);
    if (tap.over()) {
      return last;
    }
    tap.error(ProviderError.cutShort());
    return concat(last, encoder.take());
  }

  @Override
  public Usage usage() {
    return tap.usage();
  }

  @Override
  public String model() {
    return tap.model();
  }

  @Override
  public List<String> tools() {
    return tap.tools();
  }

  @Override
  public boolean terminated() {
    return tap.over();
  }

  @Override
  public boolean completed() {
    return tap.ended();
  }

  @Override
  public long held() {
    return encoder.held();
  }

  @Override
  public ProviderError error() {
    return tap.error();
  }

  private byte[] run(Step step) {
    if (tap.over()) {
      return new byte[0];
    }
    try {
      step.run();
    } catch (FramingException e) {
      tap.error(ProviderError.brokenStream(e.getMessage()));
    } catch (IOException e) {
      // Jackson's message quotes the provider's bytes, which don't belong into an error.
      tap.error(ProviderError.brokenStream("an event is not valid JSON"));
    }
    return encoder.take();
  }

  static byte[] concat(byte[] first, byte[] second) {
    if (first.length == 0) {
      return second;
    }
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  @FunctionalInterface
  private interface Step {
    void run() throws IOException;
  }
}
