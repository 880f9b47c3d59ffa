package app.orqen.translate.front;

import app.orqen.translate.answer.AnswerContext;
import app.orqen.translate.answer.AnswerFacts;
import app.orqen.translate.openai.OpenAiOther;
import app.orqen.translate.openai.OpenAiOtherStream;
import app.orqen.translate.openai.OpenAiPassThrough;
import app.orqen.translate.openai.OpenAiWire;
import app.orqen.translate.responses.ResponsesSurface;
import app.orqen.translate.stream.StreamTranslation;
import app.orqen.translate.wire.Operation;
import java.util.Set;

/** What the gateway reads of the answers that pass as they are, by {@link Operation#isPassed operation}. */
public final class Passing {

  private Passing() {}

  /** Returns a new watcher of one streamed answer. */
  public static StreamTranslation watch(Operation operation, AnswerContext context) {
    return switch (operation) {
      case COMPLETIONS -> new OpenAiPassThrough(context);
      case RESPONSE -> ResponsesSurface.INSTANCE.watch(context);
      default -> new OpenAiOtherStream(context);
    };
  }

  /**
   * Reads a whole answer of JSON.
   *
   * @return null when it isn't a JSON object; without {@link AnswerFacts#chat} when it lacks what was asked for
   */
  public static AnswerFacts facts(Operation operation, byte[] answer, AnswerContext context) {
    return switch (operation) {
      case COMPLETIONS -> OpenAiWire.INSTANCE.facts(answer, context);
      case IMAGES, IMAGE_EDITS -> OpenAiOther.facts(answer, Set.of("data"));
      case TRANSCRIPTIONS -> OpenAiOther.facts(answer, Set.of("text"));
      case COMPACT -> OpenAiOther.facts(answer, Set.of("output"));
      case RESPONSE -> OpenAiOther.stored(answer);
      case MODERATIONS, RERANK -> OpenAiOther.facts(answer, Set.of("results", "data"));
      default -> throw new IllegalArgumentException(operation + " has no answer of JSON");
    };
  }
}
