package app.orqen.translate.converse;

import app.orqen.translate.answer.AnswerContext;
import app.orqen.translate.answer.AnswerSink;
import app.orqen.translate.answer.TranslatedRequest;
import app.orqen.translate.chat.ChatRequest;
import app.orqen.translate.chat.RequestContext;
import app.orqen.translate.chat.ModelRules;
import app.orqen.translate.error.ErrorReader;
import app.orqen.translate.error.ProviderError;
import app.orqen.translate.error.TranslationException;
import app.orqen.translate.json.JsonOut;
import app.orqen.translate.stream.AnswerDecoder;
import app.orqen.translate.wire.ProviderWire;
import com.fasterxml.jackson.databind.JsonNode;

/** The wire of Amazon Bedrock's Converse and ConverseStream. */
public final class ConverseWire implements ProviderWire {

  private static final String[] COUNTED = {"messages", "system", "toolConfig", "additionalModelRequestFields"};

  public static final ConverseWire INSTANCE = new ConverseWire();

  private ConverseWire() {}

  @Override
  public String label() {
    return "converse";
  }

  @Override
  public TranslatedRequest write(ChatRequest request, RequestContext context) throws TranslationException {
    return ConverseRequestWriter.write(request, context);
  }

  @Override
  public AnswerDecoder decoder(AnswerSink sink, AnswerContext context) {
    return new ConverseDecoder(sink);
  }

  @Override
  public ProviderError readError(int status, byte[] body, String typeHeader) {
    return ErrorReader.amazonHttp(status, body, typeHeader);
  }

  @Override
  public String streamType() {
    return "amazon.eventstream";
  }

  /** Returns true for Claude from 3.5 on, whose tokens Bedrock counts. */
  @Override
  public boolean countsTokens(String model) {
    JsonNode rule = ModelRules.find("claude", model);
    return rule.path("claude").asBoolean(true) && rule.path("counted").asBoolean(true);
  }

  /** Writes the body of {@code /model/{id}/count-tokens}, for the id without its profile's prefix. */
  @Override
  public JsonOut countRequest(JsonNode request, RequestContext context) {
    JsonOut out = new JsonOut().object().object("input").object("converse");
    for (String field : COUNTED) {
      if (request.has(field)) {
        out.field(field, request.get(field));
      }
    }
    return out.endObject().endObject().endObject();
  }

  @Override
  public String countField() {
    return "inputTokens";
  }
}
