package app.orqen.translate.front;

import app.orqen.translate.Wire;
import app.orqen.translate.answer.AnswerCollector;
import app.orqen.translate.answer.AnswerContext;
import app.orqen.translate.answer.AnswerTap;
import app.orqen.translate.answer.TranslatedRequest;
import app.orqen.translate.anthropic.AnthropicDecoder;
import app.orqen.translate.anthropic.AnthropicRequestReader;
import app.orqen.translate.anthropic.AnthropicRequestWriter;
import app.orqen.translate.chat.ChatRequest;
import app.orqen.translate.chat.RequestContext;
import app.orqen.translate.converse.ConverseDecoder;
import app.orqen.translate.converse.ConverseRequestReader;
import app.orqen.translate.converse.ConverseRequestWriter;
import app.orqen.translate.error.ErrorReader;
import app.orqen.translate.error.ProviderBody;
import app.orqen.translate.error.ProviderError;
import app.orqen.translate.error.TranslationException;
import app.orqen.translate.gemini.GeminiDecoder;
import app.orqen.translate.gemini.GeminiRequestWriter;
import app.orqen.translate.openai.OpenAiDecoder;
import app.orqen.translate.openai.OpenAiRequestReader;
import app.orqen.translate.openai.OpenAiRequestWriter;
import app.orqen.translate.stream.StreamTranslation;
import com.fasterxml.jackson.databind.JsonNode;

/** A surface's reader and encoder with a provider's writer and decoder. */
public final class PairTranslation implements Translation {

  private final Wire surface;
  private final Wire provider;

  PairTranslation(Wire surface, Wire provider) {
    this.surface = surface;
    this.provider = provider;
  }

  @Override
  public TranslatedRequest request(byte[] clientBody, RequestContext context) throws TranslationException {
    return write(provider, read(surface, clientBody), context);
  }

  static ChatRequest read(Wire surface, byte[] body) throws TranslationException {
    return switch (surface) {
      case OPENAI -> OpenAiRequestReader.read(body);
      case ANTHROPIC -> AnthropicRequestReader.read(body);
      case CONVERSE -> ConverseRequestReader.read(body);
      case GEMINI -> throw new IllegalArgumentException("Gemini's form isn't a surface");
    };
  }

  static TranslatedRequest write(Wire provider, ChatRequest request, RequestContext context) throws TranslationException {
    return switch (provider) {
      case OPENAI -> OpenAiRequestWriter.write(request, context);
      case ANTHROPIC -> AnthropicRequestWriter.write(request, context);
      case CONVERSE -> ConverseRequestWriter.write(request, context);
      case GEMINI -> GeminiRequestWriter.write(request, context);
    };
  }

  @Override
  public TranslatedAnswer answer(byte[] providerBody, AnswerContext context) throws TranslationException {
    JsonNode body = ProviderBody.object(providerBody);
    AnswerCollector collector = new AnswerCollector();
    AnswerTap tap = new AnswerTap(collector, context);
    switch (provider) {
      case OPENAI -> new OpenAiDecoder(tap, context).answer(body);
      case ANTHROPIC -> new AnthropicDecoder(tap).answer(body);
      case CONVERSE -> new ConverseDecoder(tap).answer(body);
      case GEMINI -> new GeminiDecoder(tap, context).answer(body);
    }
    if (collector.error() != null) {
      throw TranslationException.provider(collector.error());
    }
    return new TranslatedAnswer(AnswerWriter.write(surface, collector, context), tap.usage(), tap.model(), tap.tools());
  }

  @Override
  public StreamTranslation stream(AnswerContext context) {
    return new StreamPipe(surface, provider, context);
  }

  @Override
  public ProviderError error(int status, byte[] body, String typeHeader) {
    return ErrorReader.http(provider, status, body, typeHeader);
  }
}
