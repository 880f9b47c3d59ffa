package app.orqen.translate.openai;

import app.orqen.translate.answer.AnswerContext;
import app.orqen.translate.answer.AnswerFacts;
import app.orqen.translate.answer.AnswerSink;
import app.orqen.translate.answer.TranslatedRequest;
import app.orqen.translate.chat.ChatRequest;
import app.orqen.translate.chat.RequestContext;
import app.orqen.translate.error.TranslationException;
import app.orqen.translate.stream.AnswerDecoder;
import app.orqen.translate.wire.ProviderWire;

/** The wire of OpenAI's chat completions, and of providers that call themselves compatible with it. */
public final class OpenAiWire implements ProviderWire {

  public static final OpenAiWire INSTANCE = new OpenAiWire();

  private OpenAiWire() {}

  @Override
  public String label() {
    return "openai";
  }

  @Override
  public TranslatedRequest write(ChatRequest request, RequestContext context) throws TranslationException {
    return OpenAiRequestWriter.write(request, context);
  }

  @Override
  public AnswerDecoder decoder(AnswerSink sink, AnswerContext context) {
    return new OpenAiDecoder(sink, context);
  }

  @Override
  public AnswerFacts facts(byte[] answer, AnswerContext context) {
    return OpenAiScan.of(answer);
  }

  @Override
  public boolean countsTokens(String model) {
    return false;
  }
}
