package app.orqen.translate.responses;

import app.orqen.translate.answer.AnswerCollector;
import app.orqen.translate.answer.AnswerContext;
import app.orqen.translate.chat.ChatRequest;
import app.orqen.translate.error.ErrorForm;
import app.orqen.translate.error.TranslationException;
import app.orqen.translate.json.JsonOut;
import app.orqen.translate.stream.StreamEncoder;
import app.orqen.translate.stream.StreamTranslation;
import app.orqen.translate.wire.Operation;
import app.orqen.translate.wire.ProviderWire;
import app.orqen.translate.wire.Surface;
import app.orqen.translate.wire.SurfacePath;
import app.orqen.translate.wire.ToolForm;
import app.orqen.translate.wire.ToolForm.Definition;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** OpenAI's Responses API, as Codex and the newer SDKs call it. */
public final class ResponsesSurface implements Surface {

  public static final ResponsesSurface INSTANCE = new ResponsesSurface();

  private static final List<SurfacePath> PATHS = List.of(
      SurfacePath.of("/v1/responses", Operation.CHAT),
      SurfacePath.of("/v1/responses/input_tokens", Operation.COUNT_TOKENS),
      SurfacePath.of("/v1/responses/compact", Operation.COMPACT),
      SurfacePath.of("/v1/responses/{id}/cancel", Operation.RESPONSE),
      SurfacePath.of("/v1/responses/{id}/input_items", Operation.RESPONSE),
      SurfacePath.of("/v1/responses/{id}", Operation.RESPONSE),
      SurfacePath.of("/responses", Operation.CHAT),
      SurfacePath.of("/responses/input_tokens", Operation.COUNT_TOKENS),
      SurfacePath.of("/responses/compact", Operation.COMPACT),
      SurfacePath.of("/responses/{id}/cancel", Operation.RESPONSE),
      SurfacePath.of("/responses/{id}/input_items", Operation.RESPONSE),
      SurfacePath.of("/responses/{id}", Operation.RESPONSE));
  private static final ToolForm TOOLS = new ToolForm("tools", "tool_choice", "input", "instructions", Definition.FLAT_FUNCTION);
  private static final byte[] KEEP_ALIVE = ": keep-alive\n\n".getBytes(StandardCharsets.US_ASCII);

  private ResponsesSurface() {}

  @Override
  public String label() {
    return "responses";
  }

  @Override
  public List<SurfacePath> paths() {
    return PATHS;
  }

  @Override
  public ToolForm tools() {
    return TOOLS;
  }

  @Override
  public ProviderWire spoken() {
    return ResponsesWire.INSTANCE;
  }

  @Override
  public ChatRequest read(byte[] body) throws TranslationException {
    return ResponsesRequestReader.read(body);
  }

  @Override
  public byte[] answer(AnswerCollector answer, AnswerContext context) {
    return ResponsesAnswer.write(answer, context);
  }

  @Override
  public StreamEncoder encoder(AnswerContext context) {
    return new ResponsesStreamEncoder(context);
  }

  @Override
  public StreamTranslation watch(AnswerContext context) {
    return new ResponsesPassThrough(context);
  }

  @Override
  public ErrorForm errors() {
    return ResponsesErrors.INSTANCE;
  }

  @Override
  public byte[] count(long tokens) {
    return new JsonOut().object().field("object", "response.input_tokens").field("input_tokens", tokens).endObject().bytes();
  }

  /** Returns a comment, since SDKs take anything else for an event. */
  @Override
  public byte[] keepAlive() {
    return KEEP_ALIVE.clone();
  }
}
