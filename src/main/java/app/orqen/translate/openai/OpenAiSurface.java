package app.orqen.translate.openai;

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

/**
 * OpenAI's chat completions, embeddings, images and so on, as its SDKs call them, and without {@code /v1} as clients of other proxies
 * do. Errors everywhere but on other surfaces' paths have its form.
 */
public final class OpenAiSurface implements Surface {

  public static final OpenAiSurface INSTANCE = new OpenAiSurface();

  private static final List<SurfacePath> PATHS = List.of(
      SurfacePath.of("/v1/chat/completions", Operation.CHAT),
      SurfacePath.of("/v1/embeddings", Operation.EMBEDDINGS),
      SurfacePath.of("/chat/completions", Operation.CHAT),
      SurfacePath.of("/embeddings", Operation.EMBEDDINGS),
      SurfacePath.of("/v1/completions", Operation.COMPLETIONS),
      SurfacePath.of("/v1/moderations", Operation.MODERATIONS),
      SurfacePath.of("/v1/rerank", Operation.RERANK),
      SurfacePath.of("/v1/images/generations", Operation.IMAGES),
      SurfacePath.of("/v1/images/edits", Operation.IMAGE_EDITS),
      SurfacePath.of("/v1/audio/speech", Operation.SPEECH),
      SurfacePath.of("/v1/audio/transcriptions", Operation.TRANSCRIPTIONS),
      SurfacePath.of("/completions", Operation.COMPLETIONS),
      SurfacePath.of("/moderations", Operation.MODERATIONS),
      SurfacePath.of("/rerank", Operation.RERANK),
      SurfacePath.of("/images/generations", Operation.IMAGES),
      SurfacePath.of("/images/edits", Operation.IMAGE_EDITS),
      SurfacePath.of("/audio/speech", Operation.SPEECH),
      SurfacePath.of("/audio/transcriptions", Operation.TRANSCRIPTIONS));
  private static final ToolForm TOOLS = new ToolForm("tools", "tool_choice", "messages", null, Definition.FUNCTION);
  private static final byte[] KEEP_ALIVE = ": keep-alive\n\n".getBytes(StandardCharsets.US_ASCII);

  private OpenAiSurface() {}

  @Override
  public String label() {
    return "openai";
  }

  @Override
  public List<SurfacePath> paths() {
    return PATHS;
  }

  /** Returns true only for its own paths. Other paths with the same beginning aren't model calls. */
  @Override
  public boolean owns(String path) {
    return path(path) != null;
  }

  @Override
  public ToolForm tools() {
    return TOOLS;
  }

  @Override
  public ProviderWire spoken() {
    return OpenAiWire.INSTANCE;
  }

  @Override
  public ChatRequest read(byte[] body) throws TranslationException {
    return OpenAiRequestReader.read(body);
  }

  @Override
  public byte[] answer(AnswerCollector answer, AnswerContext context) {
    return OpenAiAnswer.write(answer, context);
  }

  @Override
  public StreamEncoder encoder(AnswerContext context) {
    return new OpenAiStreamEncoder(context);
  }

  @Override
  public StreamTranslation watch(AnswerContext context) {
    return new OpenAiPassThrough(context);
  }

  @Override
  public ErrorForm errors() {
    return OpenAiErrors.INSTANCE;
  }

  /** Returns a comment, since the SDK breaks on anything else (pitfall P2). */
  @Override
  public byte[] keepAlive() {
    return KEEP_ALIVE.clone();
  }
}
