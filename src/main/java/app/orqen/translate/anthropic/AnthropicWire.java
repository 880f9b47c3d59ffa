package app.orqen.translate.anthropic;

import app.orqen.translate.answer.AnswerContext;
import app.orqen.translate.answer.AnswerSink;
import app.orqen.translate.answer.TranslatedRequest;
import app.orqen.translate.chat.ChatRequest;
import app.orqen.translate.chat.RequestContext;
import app.orqen.translate.error.TranslationException;
import app.orqen.translate.json.JsonOut;
import app.orqen.translate.stream.AnswerDecoder;
import app.orqen.translate.wire.ProviderWire;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/** What Anthropic speaks, and Claude behind other clouds' addresses. */
public final class AnthropicWire implements ProviderWire {

  public static final AnthropicWire INSTANCE = new AnthropicWire();

  /** What a count of tokens takes; anything else in it is a 400. */
  private static final List<String> COUNTED = List.of("model", "messages", "system", "tools", "tool_choice", "thinking",
      "output_config");

  private AnthropicWire() {}

  @Override
  public String label() {
    return "anthropic";
  }

  @Override
  public TranslatedRequest write(ChatRequest request, RequestContext context) throws TranslationException {
    return AnthropicRequestWriter.write(request, context);
  }

  @Override
  public AnswerDecoder decoder(AnswerSink sink, AnswerContext context) {
    return new AnthropicDecoder(sink);
  }

  @Override
  public JsonOut countRequest(JsonNode request, RequestContext context) {
    JsonOut out = new JsonOut().object();
    for (String field : COUNTED) {
      if (request.has(field)) {
        out.field(field, request.get(field));
      }
    }
    return out.endObject();
  }

  @Override
  public boolean searchesTools() {
    return true;
  }

  @Override
  public boolean countsTokens(String model) {
    return true;
  }
}
