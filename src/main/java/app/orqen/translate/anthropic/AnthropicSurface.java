package app.orqen.translate.anthropic;

import app.orqen.translate.answer.AnswerCollector;
import app.orqen.translate.answer.AnswerContext;
import app.orqen.translate.chat.ChatRequest;
import app.orqen.translate.error.ErrorForm;
import app.orqen.translate.error.TranslationException;
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

/** Anthropic's messages and its count of their tokens. A base URL of its SDKs that ends in {@code /v1} is served too. */
public final class AnthropicSurface implements Surface {

  public static final AnthropicSurface INSTANCE = new AnthropicSurface();

  private static final List<SurfacePath> PATHS = List.of(
      SurfacePath.of("/v1/messages", Operation.CHAT),
      SurfacePath.of("/v1/v1/messages", Operation.CHAT),
      SurfacePath.of("/v1/messages/count_tokens", Operation.COUNT_TOKENS),
      SurfacePath.of("/v1/v1/messages/count_tokens", Operation.COUNT_TOKENS));
  private static final ToolForm TOOLS = new ToolForm("tools", "tool_choice", "messages", "system", Definition.INPUT_SCHEMA);
  private static final byte[] KEEP_ALIVE = "event: ping\ndata: {\"type\":\"ping\"}\n\n".getBytes(StandardCharsets.US_ASCII);

  private AnthropicSurface() {}

  @Override
  public String label() {
    return "anthropic";
  }

  @Override
  public List<SurfacePath> paths() {
    return PATHS;
  }

  @Override
  public String keyHeader() {
    return "x-api-key";
  }

  @Override
  public String sharedPath() {
    return "/v1/models";
  }

  @Override
  public String sharedHeader() {
    return "anthropic-version";
  }

  @Override
  public ToolForm tools() {
    return TOOLS;
  }

  @Override
  public ProviderWire spoken() {
    return AnthropicWire.INSTANCE;
  }

  @Override
  public ChatRequest read(byte[] body) throws TranslationException {
    return AnthropicRequestReader.read(body);
  }

  @Override
  public byte[] answer(AnswerCollector answer, AnswerContext context) {
    return AnthropicAnswer.write(answer, context);
  }

  @Override
  public StreamEncoder encoder(AnswerContext context) {
    return new AnthropicStreamEncoder(context);
  }

  @Override
  public StreamTranslation watch(AnswerContext context) {
    return new AnthropicPassThrough(context);
  }

  /** Returns false: Claude Code says that its user isn't logged in when it reads "invalid x-api-key". */
  @Override
  public boolean quotesRefusals() {
    return false;
  }

  @Override
  public boolean beginsWithInput() {
    return true;
  }

  @Override
  public ErrorForm errors() {
    return AnthropicErrors.INSTANCE;
  }

  @Override
  public byte[] keepAlive() {
    return KEEP_ALIVE.clone();
  }
}
