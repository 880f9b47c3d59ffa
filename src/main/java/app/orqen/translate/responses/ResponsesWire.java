package app.orqen.translate.responses;

import app.orqen.translate.answer.AnswerContext;
import app.orqen.translate.answer.AnswerFacts;
import app.orqen.translate.answer.AnswerSink;
import app.orqen.translate.answer.TranslatedRequest;
import app.orqen.translate.chat.ChatRequest;
import app.orqen.translate.chat.RequestContext;
import app.orqen.translate.error.ProviderBody;
import app.orqen.translate.error.TranslationException;
import app.orqen.translate.json.Json;
import app.orqen.translate.stream.AnswerDecoder;
import app.orqen.translate.wire.ProviderWire;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** What OpenAI speaks beside chat completions. It is the only form in which some of its models answer. */
public final class ResponsesWire implements ProviderWire {

  public static final ResponsesWire INSTANCE = new ResponsesWire();

  private ResponsesWire() {}

  @Override
  public String label() {
    return "responses";
  }

  @Override
  public TranslatedRequest write(ChatRequest request, RequestContext context) throws TranslationException {
    return ResponsesRequestWriter.write(request, context);
  }

  @Override
  public AnswerDecoder decoder(AnswerSink sink, AnswerContext context) {
    return new ResponsesDecoder(sink, context);
  }

  /** Reads an answer. A response that failed is an answer too: it says so itself, and has the items up to its failure. */
  @Override
  public AnswerFacts facts(byte[] answer, AnswerContext context) throws TranslationException {
    JsonNode response = ProviderBody.object(answer);
    if (!response.path("output").isArray()) {
      throw TranslationException.nonsense("The provider's answer has no output.");
    }
    List<String> tools = new ArrayList<>();
    List<String> items = new ArrayList<>();
    for (JsonNode item : response.get("output")) {
      if (item.path("id").isTextual()) {
        items.add(item.get("id").asText());
      }
      String tool = OutputTools.name(item);
      if (tool != null) {
        tools.add(tool);
      }
    }
    JsonNode failure = response.path("error");
    AnswerFacts.ErrorInAnswer error = !failure.isObject() ? null
        : new AnswerFacts.ErrorInAnswer(Json.text(failure, "message"), null, Json.text(failure, "code"), null);
    return new AnswerFacts(true, false, error, ResponsesUsage.of(response), Json.text(response, "model"), tools,
        Json.text(response, "id"), items);
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
