package app.orqen.translate.front;

import static app.orqen.translate.front.Fixtures.json;
import static app.orqen.translate.front.Fixtures.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.translate.Wire;
import app.orqen.translate.answer.AnswerContext;
import app.orqen.translate.answer.TranslatedRequest;
import app.orqen.translate.error.TranslationException;
import app.orqen.translate.responses.ResponsesSurface;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Short forms for the tests of the Responses API towards providers of other wires. */
final class Responses {

  private Responses() {}

  static Translation to(Wire provider) {
    return Translation.of(ResponsesSurface.INSTANCE, provider.provider());
  }

  static String model(Wire provider) {
    return switch (provider) {
      case OPENAI -> "gpt-4o";
      case ANTHROPIC -> "claude-sonnet-4-5";
      case CONVERSE -> "anthropic.claude-sonnet-4-5-20250929-v1:0";
      case GEMINI -> "gemini-2.5-pro";
    };
  }

  static TranslatedRequest translated(Wire provider, String body) {
    try {
      return to(provider).request(utf8(body), Fixtures.to(model(provider)));
    } catch (TranslationException e) {
      throw new AssertionError(e.getMessage(), e);
    }
  }

  static JsonNode request(Wire provider, String body) {
    return json(translated(provider, body).body());
  }

  static TranslationException refused(Wire provider, String body) {
    try {
      byte[] sent = to(provider).request(utf8(body), Fixtures.to(model(provider))).body();
      throw new AssertionError("not refused: " + Fixtures.text(sent));
    } catch (TranslationException e) {
      assertThat(e.status()).isEqualTo(400);
      return e;
    }
  }

  /** Returns the context of the answer to a request. */
  static AnswerContext context(Wire provider, String body) {
    return translated(provider, body).answer();
  }

  static JsonNode answer(Wire provider, AnswerContext context, String body) {
    try {
      return json(to(provider).answer(utf8(body), context).body());
    } catch (TranslationException e) {
      throw new AssertionError(e.getMessage(), e);
    }
  }

  static List<JsonNode> stream(Wire provider, AnswerContext context, byte[] input) {
    return Fixtures.events(Fixtures.run(to(provider).stream(context, 0), input));
  }

  static List<String> types(List<JsonNode> events) {
    List<String> types = new ArrayList<>();
    events.forEach(event -> types.add(event.get("type").asText()));
    return types;
  }

  static JsonNode last(List<JsonNode> events) {
    return events.get(events.size() - 1);
  }
}
