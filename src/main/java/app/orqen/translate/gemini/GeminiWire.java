package app.orqen.translate.gemini;

import app.orqen.translate.answer.AnswerContext;
import app.orqen.translate.answer.AnswerSink;
import app.orqen.translate.answer.TranslatedRequest;
import app.orqen.translate.chat.ChatRequest;
import app.orqen.translate.chat.RequestContext;
import app.orqen.translate.error.ProviderError;
import app.orqen.translate.error.TranslationException;
import app.orqen.translate.json.JsonOut;
import app.orqen.translate.stream.AnswerDecoder;
import app.orqen.translate.wire.ProviderWire;
import com.fasterxml.jackson.databind.JsonNode;

/** The wire of Gemini's generateContent, streamGenerateContent and countTokens. */
public final class GeminiWire implements ProviderWire {

  public static final GeminiWire INSTANCE = new GeminiWire();

  private GeminiWire() {}

  @Override
  public String label() {
    return "gemini";
  }

  @Override
  public TranslatedRequest write(ChatRequest request, RequestContext context) throws TranslationException {
    return GeminiRequestWriter.write(request, context);
  }

  @Override
  public AnswerDecoder decoder(AnswerSink sink, AnswerContext context) {
    return new GeminiDecoder(sink, context);
  }

  @Override
  public ProviderError readError(int status, byte[] body, String typeHeader) {
    return GeminiErrors.corrected(ProviderWire.super.readError(status, body, typeHeader));
  }

  @Override
  public boolean countsTokens(String model) {
    return true;
  }

  /** Writes the body of {@code :countTokens}. */
  @Override
  public JsonOut countRequest(JsonNode request, RequestContext context) {
    JsonOut out = new JsonOut().object().object("generateContentRequest").field("model", "models/" + context.model());
    request.properties().forEach(field -> out.field(field.getKey(), field.getValue()));
    return out.endObject().endObject();
  }

  @Override
  public String countField() {
    return "totalTokens";
  }
}
