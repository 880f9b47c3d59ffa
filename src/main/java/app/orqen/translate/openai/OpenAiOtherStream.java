package app.orqen.translate.openai;

import app.orqen.translate.answer.AnswerContext;
import app.orqen.translate.error.ErrorReader;
import app.orqen.translate.framing.FramingException;
import app.orqen.translate.framing.SseEvent;
import app.orqen.translate.stream.SsePassThrough;
import java.io.IOException;
import java.util.Set;

/**
 * Watches a stream of pictures, speech or a transcription on its way to an OpenAI client. Its bytes stay as they are. It is complete
 * when the provider ends it after an event such as {@code transcript.text.done} or {@code image_generation.completed}, of which there
 * may be several.
 */
public final class OpenAiOtherStream extends SsePassThrough {

  private boolean lastSeen;

  public OpenAiOtherStream(AnswerContext context) {
    super(OpenAiErrors.INSTANCE, context);
  }

  @Override
  protected void onEvent(SseEvent event) throws IOException {
    if (isEnd(event)) {
      done = true;
      pass(event);
      return;
    }
    OpenAiOther read = OpenAiOther.read(event.data(), Set.of());
    if (read == null) {
      throw new FramingException("an event is not a JSON object");
    }
    String type = read.type() == null ? "" : read.type();
    if (read.isError() || type.equals("error")) {
      failure = ErrorReader.event(object(event));
    }
    if (read.model() != null) {
      model = read.model();
    }
    used = used.plus(read.usage());
    lastSeen |= type.endsWith(".done") || type.endsWith(".completed");
    pass(event);
  }

  @Override
  protected void atEnd() {
    super.atEnd();
    done |= lastSeen && failure == null;
  }
}
