package app.orqen.translate.gemini;

import app.orqen.translate.answer.AnswerContext;
import app.orqen.translate.answer.AnswerSink;
import app.orqen.translate.answer.Stop;
import app.orqen.translate.answer.TokenCount;
import app.orqen.translate.answer.Usage;
import app.orqen.translate.chat.GeminiSignature;
import app.orqen.translate.error.TranslationException;
import app.orqen.translate.framing.SseEvent;
import app.orqen.translate.json.Json;
import app.orqen.translate.stream.SseDecoder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.io.IOException;

/** Reads Gemini answers and streams, whose events are whole answers in pieces (docs/wires/gemini.md). */
public final class GeminiDecoder extends SseDecoder {

  private final AnswerSink sink;
  private final AnswerContext context;
  private int calls;
  private boolean finished;

  public GeminiDecoder(AnswerSink sink, AnswerContext context) {
    this.sink = sink;
    this.context = context;
  }

  @Override
  public void answer(JsonNode answer) throws TranslationException {
    piece(answer);
    if (!finished && !Json.has(answer, "error")) {
      if (!answer.path("candidates").path(0).isObject()) {
        throw TranslationException.nonsense("The provider's answer has no candidates.");
      }
      sink.finish(Stop.END_TURN, null);
    }
    sink.end();
  }

  @Override
  protected void onEvent(SseEvent event) throws IOException {
    piece(object(event));
  }

  /** Ends the answer. There is no end marker, only a finish reason and the end of the body. */
  @Override
  protected void atEnd() {
    if (finished) {
      sink.end();
    }
  }

  private void piece(JsonNode piece) {
    if (Json.has(piece, "error")) {
      sink.error(GeminiErrors.event(piece));
      return;
    }
    sink.start(Json.text(piece, "responseId"), Json.text(piece, "modelVersion"));
    JsonNode candidate = piece.path("candidates").path(0);
    for (JsonNode part : candidate.path("content").path("parts")) {
      part(part);
    }
    GeminiGrounding.read(candidate.path("groundingMetadata"), sink);
    ArrayNode tokens = GeminiLogprobs.read(candidate.path("logprobsResult"));
    if (!tokens.isEmpty()) {
      sink.logprobs(tokens);
    }
    String reason = Json.text(candidate, "finishReason");
    if (reason != null) {
      finished = true;
      sink.finish(Stop.ofGemini(reason, sink), null);
    } else if (candidate.isMissingNode() && Json.has(piece.path("promptFeedback"), "blockReason")) {
      finished = true;
      sink.finish(Stop.FILTERED, null);
    }
    if (piece.path("usageMetadata").isObject()) {
      sink.usage(usage(piece.get("usageMetadata")));
    }
  }

  private void part(JsonNode part) {
    JsonNode call = part.path("functionCall");
    if (call.isObject()) {
      call(call, Json.text(part, "thoughtSignature"));
    } else if (part.path("inlineData").path("mimeType").asText().startsWith("image/") && !part.path("thought").asBoolean()) {
      sink.image(part.get("inlineData").get("mimeType").asText(), part.get("inlineData").path("data").asText());
      textSignature(part);
    } else if (part.path("text").isTextual()) {
      if (part.path("thought").asBoolean()) {
        sink.thinking(part.get("text").textValue());
      } else {
        sink.text(part.get("text").textValue());
        textSignature(part);
      }
    }
  }

  private void textSignature(JsonNode part) {
    String signature = Json.text(part, "thoughtSignature");
    if (signature != null) {
      sink.signature(GeminiSignature.ofText(signature));
    }
  }

  /**
   * Takes a call, which comes whole. Its signature must come back with it, so it goes out as the signature of a thinking block.
   */
  private void call(JsonNode call, String signature) {
    int key = calls++;
    if (signature != null) {
      sink.signature(GeminiSignature.ofCall(key, signature));
    }
    String id = Json.text(call, "id");
    sink.toolStart(key, id == null || id.isEmpty() ? context.callId(key) : id, call.path("name").asText());
    if (!call.path("args").isEmpty()) {
      sink.toolInput(key, Json.compact(call.get("args")));
    }
    sink.toolStop(key);
  }

  static Usage usage(JsonNode usage) {
    long thoughts = TokenCount.of(usage, "thoughtsTokenCount");
    return new Usage(
        TokenCount.of(usage, "promptTokenCount") + TokenCount.of(usage, "toolUsePromptTokenCount"),
        TokenCount.of(usage, "candidatesTokenCount") + thoughts,
        TokenCount.of(usage, "cachedContentTokenCount"),
        0,
        0,
        thoughts,
        null);
  }
}
