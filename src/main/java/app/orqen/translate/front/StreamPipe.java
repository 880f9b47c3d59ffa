package app.orqen.translate.front;

import app.orqen.translate.Wire;
import app.orqen.translate.answer.AnswerContext;
import app.orqen.translate.answer.AnswerTap;
import app.orqen.translate.answer.Usage;
import app.orqen.translate.anthropic.AnthropicDecoder;
import app.orqen.translate.anthropic.AnthropicStreamEncoder;
import app.orqen.translate.converse.ConverseDecoder;
import app.orqen.translate.converse.ConverseStreamEncoder;
import app.orqen.translate.error.ErrorKind;
import app.orqen.translate.error.ErrorWriter;
import app.orqen.translate.error.ProviderError;
import app.orqen.translate.framing.FramingException;
import app.orqen.translate.gemini.GeminiDecoder;
import app.orqen.translate.openai.OpenAiDecoder;
import app.orqen.translate.openai.OpenAiStreamEncoder;
import app.orqen.translate.stream.StreamDecoder;
import app.orqen.translate.stream.StreamEncoder;
import app.orqen.translate.stream.StreamTranslation;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;

/** A translated stream: decoder, tap and encoder in a row. */
public final class StreamPipe implements StreamTranslation {

  private final Wire surface;
  private final StreamEncoder encoder;
  private final AnswerTap tap;
  private final StreamDecoder decoder;

  StreamPipe(Wire surface, Wire provider, AnswerContext context) {
    this.surface = surface;
    encoder = switch (surface) {
      case ANTHROPIC -> new AnthropicStreamEncoder(context);
      case CONVERSE -> new ConverseStreamEncoder(context);
      default -> new OpenAiStreamEncoder(context);
    };
    tap = new AnswerTap(encoder, context);
    decoder = switch (provider) {
      case OPENAI -> new OpenAiDecoder(tap, context);
      case ANTHROPIC -> new AnthropicDecoder(tap);
      case CONVERSE -> new ConverseDecoder(tap);
      case GEMINI -> new GeminiDecoder(tap, context);
    };
  }

  @Override
  public byte[] feed(byte[] chunk, int offset, int length) {
    return run(() -> decoder.feed(chunk, offset, length));
  }

  @Override
  public byte[] event(String messageType, String type, byte[] payload) {
    return run(() -> decoder.event(messageType, type, payload));
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
  public byte[] broken(ProviderError reason) {
    tap.error(reason);
    return encoder.take();
  }

  @Override
  public byte[] keepAlive() {
    return tap.over() ? new byte[0] : ErrorWriter.keepAlive(surface);
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
      tap.error(ProviderError.of(ErrorKind.API, "The provider's stream is broken: " + e.getMessage() + "."));
    } catch (IOException e) {
      // Jackson's message quotes the provider's bytes; they are nobody's error text.
      tap.error(ProviderError.of(ErrorKind.API, "The provider's stream is broken: an event is not valid JSON."));
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
