package app.orqen.translate.front;

import static app.orqen.translate.Wire.ANTHROPIC;
import static app.orqen.translate.Wire.CONVERSE;
import static app.orqen.translate.Wire.GEMINI;
import static app.orqen.translate.Wire.OPENAI;
import static app.orqen.translate.front.Fixtures.CONTEXT;
import static app.orqen.translate.front.Fixtures.anthropic;
import static app.orqen.translate.front.Fixtures.chunk;
import static app.orqen.translate.front.Fixtures.converse;
import static app.orqen.translate.front.Fixtures.events;
import static app.orqen.translate.front.Fixtures.frames;
import static app.orqen.translate.front.Fixtures.json;
import static app.orqen.translate.front.Fixtures.run;
import static app.orqen.translate.front.Fixtures.sse;
import static app.orqen.translate.front.Fixtures.usageChunk;
import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.translate.Wire;
import app.orqen.translate.json.JsonOut;
import app.orqen.translate.stream.StreamTranslation;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds for any split of the bytes, any interleaving of blocks and any point of breaking off. */
class StreamPropertiesTest {

  static byte[] sample(Wire provider) {
    return switch (provider) {
      case OPENAI -> sse(chunk("{\"role\":\"assistant\",\"content\":\"\"}"), chunk("{\"reasoning_content\":\"hé\"}"),
          chunk("{\"content\":\"a😀\"}"),
          chunk("{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"\"}}]}"),
          chunk("{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"x\\\":1}\"}}]}"),
          chunk("{}", "tool_calls"), usageChunk("{\"prompt_tokens\":3,\"completion_tokens\":4,\"total_tokens\":7}"), "[DONE]");
      case ANTHROPIC -> anthropic(StreamEvents.MESSAGE_START, "{\"type\":\"ping\"}",
          StreamEvents.textDelta(0, "a😀"), StreamEvents.blockStop(0),
          StreamEvents.toolStart(1, "a", "f"), StreamEvents.toolDelta(1, "{\"x\":"), StreamEvents.toolDelta(1, "1}"),
          StreamEvents.blockStop(1), StreamEvents.messageDelta("tool_use"), StreamEvents.MESSAGE_STOP);
      case CONVERSE -> converse("messageStart", "{\"role\":\"assistant\"}",
          "contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"a😀\"}}", "contentBlockStop", "{\"contentBlockIndex\":0}",
          "contentBlockStart", "{\"contentBlockIndex\":1,\"start\":{\"toolUse\":{\"toolUseId\":\"a\",\"name\":\"f\"}}}",
          "contentBlockDelta", "{\"contentBlockIndex\":1,\"delta\":{\"toolUse\":{\"input\":\"{\\\"x\\\":1}\"}}}",
          "contentBlockStop", "{\"contentBlockIndex\":1}", "messageStop", "{\"stopReason\":\"tool_use\"}",
          "metadata", "{\"usage\":{\"inputTokens\":3,\"outputTokens\":4,\"totalTokens\":7}}");
      case GEMINI -> Fixtures.utf8(Fixtures.text(sse(
          "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"a😀\"}]}}],\"modelVersion\":\"g\",\"responseId\":\"r\"}",
          "{\"candidates\":[{\"content\":{\"parts\":[{\"functionCall\":{\"name\":\"f\",\"args\":{\"x\":1}}}]},\"finishReason\":\"STOP\"}],"
              + "\"usageMetadata\":{\"promptTokenCount\":3,\"candidatesTokenCount\":4}}")).replace("\n", "\r\n"));
    };
  }

  static Stream<Arguments> pairs() {
    return Stream.of(OPENAI, ANTHROPIC, CONVERSE)
        .flatMap(surface -> Arrays.stream(Wire.values()).map(provider -> Arguments.of(surface, provider)));
  }

  private static StreamTranslation open(Wire surface, Wire provider) {
    return surface == provider ? Translations.observe(surface, CONTEXT) : Translations.of(surface, provider).stream(CONTEXT, 0);
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void anySplitGivesTheSameBytes(Wire surface, Wire provider) {
    byte[] in = sample(provider);
    StreamTranslation once = open(surface, provider);
    byte[] whole = run(once, in);
    assertThat(once.completed()).isTrue();
    assertThat(once.tools()).containsExactly("f");
    assertThat(once.usage().output()).isBetween(4L, 7L);
    if (surface == provider) {
      assertThat(whole).as("passes untouched").isEqualTo(in);
    }
    for (long seed = 0; seed < 200; seed++) {
      Random random = new Random(seed);
      StreamTranslation stream = open(surface, provider);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      for (int at = 0; at < in.length;) {
        int length = Math.min(in.length - at, 1 + random.nextInt(seed % 2 == 0 ? 5 : 200));
        out.writeBytes(stream.feed(in, at, length));
        at += length;
      }
      out.writeBytes(stream.end());
      assertThat(out.toByteArray()).as("seed %d", seed).isEqualTo(whole);
    }
  }

  /** Cut anywhere, the stream is either complete or ends in an error, and what went out before is a prefix of the whole. */
  @ParameterizedTest
  @MethodSource("pairs")
  void anyCutIsCompleteOrAnError(Wire surface, Wire provider) {
    byte[] in = sample(provider);
    byte[] whole = run(open(surface, provider), in);
    for (int cut = 0; cut < in.length; cut++) {
      StreamTranslation stream = open(surface, provider);
      byte[] before = stream.feed(in, 0, cut);
      byte[] end = stream.end();
      assertThat(stream.completed()).isEqualTo(stream.error() == null);
      assertThat(Arrays.copyOf(whole, before.length)).as("cut at %d", cut).isEqualTo(before);
      if (stream.error() != null) {
        assertThat(Fixtures.text(end)).contains("stream");
        assertThat(Fixtures.text(before)).doesNotContain("[DONE]", "message_stop");
      }
      assertThat(stream.feed(in, cut, in.length - cut)).as("nothing after the end").isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void anyInterleavingOfToolCallsReachesEverySurfaceWhole(long seed) {
    Random random = new Random(seed);
    int calls = 1 + random.nextInt(4);
    List<String> arguments = new ArrayList<>();
    List<List<String>> pending = new ArrayList<>();
    for (int i = 0; i < calls; i++) {
      String json = "{\"k\":\"}{[\\\"\\\\" + "x".repeat(random.nextInt(9)) + "\",\"n\":[" + i + ",{}]}";
      arguments.add(json);
      List<String> pieces = new ArrayList<>();
      for (int at = 0; at < json.length();) {
        int length = Math.min(json.length() - at, 1 + random.nextInt(7));
        pieces.add(json.substring(at, at + length));
        at += length;
      }
      pending.add(pieces);
    }
    List<String> chunks = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    boolean[] begun = new boolean[calls];
    while (pending.stream().anyMatch(pieces -> !pieces.isEmpty())) {
      int call = random.nextInt(calls);
      if (random.nextInt(6) == 0) {
        text.append("t");
        chunks.add(chunk("{\"content\":\"t\"}"));
      } else if (!pending.get(call).isEmpty()) {
        String fragment = Fixtures.text(new JsonOut().value(begun[call] ? pending.get(call).remove(0) : "").bytes());
        chunks.add(chunk("{\"tool_calls\":[{\"index\":" + call + (begun[call] ? "" : ",\"id\":\"id" + call + "\"") + ",\"function\":{"
            + (begun[call] ? "" : "\"name\":\"f" + call + "\",") + "\"arguments\":" + fragment + "}}]}"));
        begun[call] = true;
      }
    }
    chunks.add(chunk("{}", "tool_calls"));
    chunks.add("[DONE]");
    byte[] in = sse(chunks.toArray(String[]::new));
    checkAnthropic(events(run(ANTHROPIC, OPENAI, in)), arguments, text.toString());
    checkConverse(frames(run(CONVERSE, OPENAI, in)), arguments, text.toString());
  }

  private static void checkAnthropic(List<JsonNode> events, List<String> arguments, String text) {
    int open = -1;
    int next = 0;
    String name = null;
    StringBuilder input = new StringBuilder();
    StringBuilder said = new StringBuilder();
    int calls = 0;
    for (JsonNode event : events) {
      switch (event.get("type").asText()) {
        case "content_block_start" -> {
          assertThat(open).as("one block at a time").isEqualTo(-1);
          open = event.get("index").asInt();
          assertThat(open).isEqualTo(next++);
          name = event.get("content_block").path("name").asText(null);
          input.setLength(0);
        }
        case "content_block_delta" -> {
          assertThat(event.get("index").asInt()).isEqualTo(open);
          input.append(event.get("delta").path("partial_json").asText());
          said.append(event.get("delta").path("text").asText());
        }
        case "content_block_stop" -> {
          assertThat(event.get("index").asInt()).isEqualTo(open);
          open = -1;
          if (name != null) {
            assertThat(input.toString()).isEqualTo(arguments.get(Integer.parseInt(name.substring(1))));
            calls++;
          }
        }
        default -> assertThat(open).isEqualTo(-1);
      }
    }
    assertThat(calls).isEqualTo(arguments.size());
    assertThat(said.toString()).isEqualTo(text);
  }

  private static void checkConverse(List<String> frames, List<String> arguments, String text) {
    StringBuilder said = new StringBuilder();
    StringBuilder input = new StringBuilder();
    String name = null;
    int calls = 0;
    for (String frame : frames) {
      JsonNode payload = json(frame.substring(frame.indexOf(':') + 1));
      name = payload.has("start") ? payload.at("/start/toolUse/name").asText() : name;
      input.append(payload.at("/delta/toolUse/input").asText());
      said.append(payload.at("/delta/text").asText());
      if (frame.startsWith("contentBlockStop") && name != null) {
        assertThat(input.toString()).isEqualTo(arguments.get(Integer.parseInt(name.substring(1))));
        input.setLength(0);
        name = null;
        calls++;
      }
    }
    assertThat(calls).isEqualTo(arguments.size());
    assertThat(said.toString()).isEqualTo(text);
    assertThat(frames.get(frames.size() - 1)).startsWith("metadata:");
  }
}
