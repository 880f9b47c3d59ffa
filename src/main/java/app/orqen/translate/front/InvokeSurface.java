package app.orqen.translate.front;

import app.orqen.translate.answer.AnswerCollector;
import app.orqen.translate.answer.AnswerContext;
import app.orqen.translate.anthropic.AnthropicSurface;
import app.orqen.translate.chat.ChatRequest;
import app.orqen.translate.converse.ConverseSurface;
import app.orqen.translate.error.ErrorForm;
import app.orqen.translate.error.TranslationException;
import app.orqen.translate.stream.StreamEncoder;
import app.orqen.translate.stream.StreamTranslation;
import app.orqen.translate.wire.Operation;
import app.orqen.translate.wire.ProviderWire;
import app.orqen.translate.wire.Surface;
import app.orqen.translate.wire.SurfacePath;
import app.orqen.translate.wire.ToolForm;
import java.util.List;

/**
 * Amazon Bedrock's InvokeModel for Claude, as Claude Code calls it with {@code CLAUDE_CODE_USE_BEDROCK}: bodies are Anthropic's,
 * streams are Amazon's frames with Anthropic's events in them, and errors are Amazon's. It lives here because it joins two wires.
 */
final class InvokeSurface implements Surface {

  static final InvokeSurface INSTANCE = new InvokeSurface();

  private static final Surface BODIES = AnthropicSurface.INSTANCE;
  private static final Surface FRAMES = ConverseSurface.INSTANCE;
  private static final List<SurfacePath> PATHS = List.of(
      new SurfacePath("/model/{id}/invoke", Operation.CHAT, false),
      new SurfacePath("/model/{id}/invoke-with-response-stream", Operation.CHAT, true));

  private InvokeSurface() {}

  @Override
  public String label() {
    return "invoke";
  }

  @Override
  public List<SurfacePath> paths() {
    return PATHS;
  }

  /** Returns true only for its own paths: any other below {@code /model} is Converse's. */
  @Override
  public boolean owns(String path) {
    return path(path) != null;
  }

  @Override
  public ToolForm tools() {
    return BODIES.tools();
  }

  /** Returns what Bedrock speaks beside Converse, to Claude only. */
  @Override
  public ProviderWire spoken() {
    return InvokeWire.INSTANCE;
  }

  @Override
  public ChatRequest read(byte[] body) throws TranslationException {
    return BODIES.read(body);
  }

  @Override
  public byte[] answer(AnswerCollector answer, AnswerContext context) {
    return BODIES.answer(answer, context);
  }

  @Override
  public StreamEncoder encoder(AnswerContext context) {
    return new InvokeEncoder(BODIES.encoder(context), FRAMES.errors(), context);
  }

  @Override
  public StreamTranslation watch(AnswerContext context) {
    return new InvokePassThrough(context);
  }

  @Override
  public boolean beginsWithInput() {
    return BODIES.beginsWithInput();
  }

  @Override
  public ErrorForm errors() {
    return FRAMES.errors();
  }

  @Override
  public String streamType() {
    return FRAMES.streamType();
  }

  @Override
  public boolean isFramed() {
    return true;
  }

  @Override
  public boolean isEncoded() {
    return true;
  }

  @Override
  public boolean isModelInPath() {
    return true;
  }

  @Override
  public byte[] keepAlive() {
    return FRAMES.keepAlive();
  }
}
