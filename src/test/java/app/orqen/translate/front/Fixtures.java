package app.orqen.translate.front;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.translate.Wire;
import app.orqen.translate.answer.AnswerContext;
import app.orqen.translate.answer.TranslatedRequest;
import app.orqen.translate.chat.RequestContext;
import app.orqen.translate.error.TranslationException;
import app.orqen.translate.framing.EventFrame;
import app.orqen.translate.framing.EventFrameDecoder;
import app.orqen.translate.framing.EventFrameEncoder;
import app.orqen.translate.framing.SseEvent;
import app.orqen.translate.framing.SseParser;
import app.orqen.translate.json.Json;
import app.orqen.translate.stream.StreamTranslation;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Short forms for the tests of this package. */
final class Fixtures {

  static final AnswerContext CONTEXT = AnswerContext.of("r1", 1767225600L, "up-model", true);

  private Fixtures() {}

  static RequestContext to(String model) {
    return RequestContext.of("r1", 1767225600L, model, false);
  }

  static TranslatedRequest translated(Wire surface, Wire provider, RequestContext context, String body) {
    try {
      return Translations.of(surface, provider).request(utf8(body), context);
    } catch (TranslationException e) {
      throw new AssertionError(e.getMessage(), e);
    }
  }

  static JsonNode request(Wire surface, Wire provider, String model, String body) {
    return json(translated(surface, provider, to(model), body).body());
  }

  static TranslationException refused(Wire surface, Wire provider, String model, String body) {
    try {
      byte[] sent = Translations.of(surface, provider).request(utf8(body), to(model)).body();
      throw new AssertionError("not refused: " + new String(sent, StandardCharsets.UTF_8));
    } catch (TranslationException e) {
      assertThat(e.status()).isEqualTo(400);
      return e;
    }
  }

  static JsonNode answer(Wire surface, Wire provider, String body) {
    return answer(surface, provider, CONTEXT, body);
  }

  static JsonNode answer(Wire surface, Wire provider, AnswerContext context, String body) {
    try {
      return json(Translations.of(surface, provider).answer(utf8(body), context).body());
    } catch (TranslationException e) {
      throw new AssertionError(e.getMessage(), e);
    }
  }

  /** A whole stream through a translation, to its orderly end. */
  static byte[] run(StreamTranslation stream, byte[] input) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(stream.feed(input, 0, input.length));
    out.writeBytes(stream.end());
    return out.toByteArray();
  }

  static byte[] run(Wire surface, Wire provider, byte[] input) {
    return run(Translations.of(surface, provider).stream(CONTEXT, 0), input);
  }

  /** The data of the server-sent events in an output; the end marker as text. */
  static List<JsonNode> events(byte[] sse) {
    List<JsonNode> events = new ArrayList<>();
    for (String data : datas(sse)) {
      if (!data.equals("[DONE]")) {
        events.add(json(data));
      }
    }
    return events;
  }

  static List<String> datas(byte[] sse) {
    List<String> datas = new ArrayList<>();
    SseParser parser = new SseParser(1 << 24);
    parser.feed(sse, 0, sse.length, (SseEvent event) -> datas.add(event.text()));
    return datas;
  }

  /** Frames as {@code type:payload}. */
  static List<String> frames(byte[] bytes) {
    List<String> frames = new ArrayList<>();
    EventFrameDecoder decoder = new EventFrameDecoder();
    decoder.feed(bytes, 0, bytes.length, (EventFrame frame) ->
        frames.add(frame.type() + ":" + new String(frame.payload(), StandardCharsets.UTF_8)));
    assertThat(decoder.midFrame()).isFalse();
    return frames;
  }

  /** A provider's ConverseStream from event names and payloads in turn. */
  static byte[] converse(String... events) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < events.length; i += 2) {
      out.writeBytes(EventFrameEncoder.event(events[i], utf8(events[i + 1])));
    }
    return out.toByteArray();
  }

  /** A provider's OpenAI or Gemini stream. */
  static byte[] sse(String... datas) {
    StringBuilder out = new StringBuilder();
    for (String data : datas) {
      out.append("data: ").append(data).append("\n\n");
    }
    return utf8(out.toString());
  }

  /** A provider's Anthropic stream; the event's name is the data's type. */
  static byte[] anthropic(String... datas) {
    StringBuilder out = new StringBuilder();
    for (String data : datas) {
      out.append("event: ").append(json(data).get("type").asText()).append("\ndata: ").append(data).append("\n\n");
    }
    return utf8(out.toString());
  }

  /** An OpenAI chunk with this delta. */
  static String chunk(String delta) {
    return chunk(delta, null);
  }

  static String chunk(String delta, String finish) {
    return "{\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":"
        + delta + ",\"finish_reason\":" + (finish == null ? "null" : "\"" + finish + "\"") + "}]}";
  }

  static String usageChunk(String usage) {
    return "{\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[],\"usage\":" + usage + "}";
  }

  static JsonNode json(String text) {
    try {
      return Json.tree(text);
    } catch (IOException e) {
      throw new UncheckedIOException(text, e);
    }
  }

  static JsonNode json(byte[] bytes) {
    return json(new String(bytes, StandardCharsets.UTF_8));
  }

  static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** Checks one value of a request, by a JSON pointer; {@code -} means a missing one. */
  static void check(JsonNode sent, String pointer, String expected) {
    if (expected.equals("-")) {
      assertThat(sent.at(pointer).isMissingNode()).as("%s in %s", pointer, sent).isTrue();
    } else {
      assertThat(sent.at(pointer)).as("%s in %s", pointer, sent).isEqualTo(json(expected));
    }
  }
}
