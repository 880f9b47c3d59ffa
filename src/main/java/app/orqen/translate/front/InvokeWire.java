package app.orqen.translate.front;

import app.orqen.translate.answer.AnswerContext;
import app.orqen.translate.answer.AnswerSink;
import app.orqen.translate.answer.TranslatedRequest;
import app.orqen.translate.anthropic.AnthropicWire;
import app.orqen.translate.chat.ChatRequest;
import app.orqen.translate.chat.RequestContext;
import app.orqen.translate.converse.ConverseWire;
import app.orqen.translate.error.ProviderError;
import app.orqen.translate.error.TranslationException;
import app.orqen.translate.stream.AnswerDecoder;
import app.orqen.translate.wire.ProviderWire;

/**
 * Amazon Bedrock's InvokeModel for Claude, which is spoken only to pass a client's own call on: answers are Anthropic's, errors and
 * frames are Amazon's.
 */
final class InvokeWire implements ProviderWire {

  static final InvokeWire INSTANCE = new InvokeWire();

  private InvokeWire() {}

  @Override
  public String label() {
    return "invoke";
  }

  @Override
  public TranslatedRequest write(ChatRequest request, RequestContext context) throws TranslationException {
    throw new UnsupportedOperationException("other surfaces reach Bedrock by Converse");
  }

  @Override
  public AnswerDecoder decoder(AnswerSink sink, AnswerContext context) {
    return AnthropicWire.INSTANCE.decoder(sink, context);
  }

  @Override
  public ProviderError readError(int status, byte[] body, String typeHeader) {
    return ConverseWire.INSTANCE.readError(status, body, typeHeader);
  }

  @Override
  public String streamType() {
    return ConverseWire.INSTANCE.streamType();
  }

  @Override
  public boolean countsTokens(String model) {
    return false;
  }
}
