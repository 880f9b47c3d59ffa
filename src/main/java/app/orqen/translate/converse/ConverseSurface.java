package app.orqen.translate.converse;

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
import java.util.List;

/** Amazon Bedrock's Converse and ConverseStream, as boto3 and the AWS SDKs call them. The model is in the path. */
public final class ConverseSurface implements Surface {

  public static final ConverseSurface INSTANCE = new ConverseSurface();

  private static final List<SurfacePath> PATHS = List.of(
      new SurfacePath("/model/{id}/converse", Operation.CHAT, false),
      new SurfacePath("/model/{id}/converse-stream", Operation.CHAT, true));
  private static final ToolForm TOOLS = new ToolForm("toolConfig", null, "messages", "system", Definition.TOOL_SPEC);

  private ConverseSurface() {}

  @Override
  public String label() {
    return "converse";
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
    return ConverseWire.INSTANCE;
  }

  @Override
  public ChatRequest read(byte[] body) throws TranslationException {
    return ConverseRequestReader.read(body);
  }

  @Override
  public byte[] answer(AnswerCollector answer, AnswerContext context) {
    return ConverseAnswer.write(answer);
  }

  @Override
  public StreamEncoder encoder(AnswerContext context) {
    return new ConverseStreamEncoder(context);
  }

  @Override
  public StreamTranslation watch(AnswerContext context) {
    return new ConversePassThrough(context);
  }

  @Override
  public ErrorForm errors() {
    return ConverseErrors.INSTANCE;
  }

  @Override
  public String streamType() {
    return "application/vnd.amazon.eventstream";
  }

  @Override
  public boolean isFramed() {
    return true;
  }

  /** Returns nothing, since the protocol has no empty event that boto3 would skip. */
  @Override
  public boolean isModelInPath() {
    return true;
  }

  @Override
  public byte[] keepAlive() {
    return new byte[0];
  }
}
