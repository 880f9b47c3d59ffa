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
import static app.orqen.translate.front.Fixtures.text;
import static app.orqen.translate.front.StreamEvents.MESSAGE_START;
import static app.orqen.translate.front.StreamEvents.MESSAGE_STOP;
import static app.orqen.translate.front.StreamEvents.arguments;
import static app.orqen.translate.front.StreamEvents.blockStop;
import static app.orqen.translate.front.StreamEvents.finish;
import static app.orqen.translate.front.StreamEvents.messageDelta;
import static app.orqen.translate.front.StreamEvents.textDelta;
import static app.orqen.translate.front.StreamEvents.toolDelta;
import static app.orqen.translate.front.StreamEvents.toolDeltas;
import static app.orqen.translate.front.StreamEvents.toolStart;
import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.translate.answer.AnswerContext;
import app.orqen.translate.stream.StreamTranslation;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** "Streamed tool calls" of docs/pitfalls.md, and P1 to P15 as far as they are about them; each test bears its number. */
class StreamedToolPitfallsTest {

  @Test
  void pitfall01_blockIndexIsNoToolOrChoiceIndex() {
    byte[] fromBedrock = run(OPENAI, CONVERSE, converse(
        "messageStart", "{\"role\":\"assistant\"}",
        "contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"Hi\"}}",
        "contentBlockStop", "{\"contentBlockIndex\":0}",
        "contentBlockStart", "{\"contentBlockIndex\":1,\"start\":{\"toolUse\":{\"toolUseId\":\"t\",\"name\":\"f\"}}}",
        "contentBlockDelta", "{\"contentBlockIndex\":1,\"delta\":{\"toolUse\":{\"input\":\"{}\"}}}",
        "contentBlockStop", "{\"contentBlockIndex\":1}",
        "messageStop", "{\"stopReason\":\"tool_use\"}",
        "metadata", "{\"usage\":{\"inputTokens\":1,\"outputTokens\":2,\"totalTokens\":3},\"metrics\":{\"latencyMs\":1}}"));
    byte[] fromAnthropic = run(OPENAI, ANTHROPIC, anthropic(MESSAGE_START, textDelta(0, "Hi"), blockStop(0),
        toolStart(1, "t", "f"), toolDelta(1, "{}"), blockStop(1), messageDelta("tool_use"), MESSAGE_STOP));
    for (byte[] out : List.of(fromBedrock, fromAnthropic)) {
      assertThat(toolDeltas(out)).extracting(d -> d.get("index").asInt()).containsExactly(0, 0);
      assertThat(events(out)).allMatch(e -> e.get("choices").isEmpty() || e.get("choices").get(0).get("index").asInt() == 0);
      assertThat(finish(out)).isEqualTo("tool_calls");
    }
  }

  @Test
  void pitfall02_toolIndexFromOneIsRenumberedEvenUntranslated() {
    StreamTranslation watched = Translations.observe(OPENAI, CONTEXT);
    byte[] out = run(watched, sse(
        chunk("{\"tool_calls\":[{\"index\":1,\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"\"}}]}"),
        chunk("{\"tool_calls\":[{\"index\":1,\"function\":{\"arguments\":\"{}\"}}]}"),
        chunk("{\"tool_calls\":[{\"index\":2,\"id\":\"b\",\"type\":\"function\",\"function\":{\"name\":\"g\",\"arguments\":\"{}\"}}]}"),
        chunk("{}", "tool_calls"), "[DONE]"));
    assertThat(toolDeltas(out)).extracting(d -> d.get("index").asInt()).containsExactly(0, 0, 1);
    assertThat(watched.tools()).containsExactly("f", "g");
    assertThat(watched.completed()).isTrue();
  }

  @Test
  void pitfall03_parallelCallsOnOneIndexAreTakenApart() {
    byte[] in = sse(
        chunk("{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"x\\\":1}\"}}]}"),
        chunk("{\"tool_calls\":[{\"index\":0,\"id\":\"b\",\"function\":{\"name\":\"g\",\"arguments\":\"{\\\"y\\\":2}\"}}]}"),
        chunk("{}", "tool_calls"), "[DONE]");
    byte[] untranslated = run(Translations.observe(OPENAI, CONTEXT), in);
    assertThat(toolDeltas(untranslated)).extracting(d -> d.get("index").asInt()).containsExactly(0, 1);
    List<JsonNode> events = events(run(ANTHROPIC, OPENAI, in));
    assertThat(events).filteredOn(e -> e.get("type").asText().equals("content_block_start"))
        .extracting(e -> e.get("index").asInt() + e.get("content_block").get("name").asText()).containsExactly("0f", "1g");
    assertThat(text(run(Translations.observe(OPENAI, CONTEXT), sse(
        chunk("{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"\"}}]}"), "[DONE]"))))
        .as("untouched if right").contains(chunk("{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"\"}}]}"));
  }

  @Test
  void pitfall04_interleavedDeltasReachTheirOwnCall() {
    byte[] out = run(OPENAI, ANTHROPIC, anthropic(MESSAGE_START, toolStart(1, "a", "f"), toolStart(2, "b", "g"),
        toolDelta(1, "{\"x\""), toolDelta(2, "{\"y\""), toolDelta(1, ":1}"), toolDelta(2, ":2}"), blockStop(1), blockStop(2),
        messageDelta("tool_use"), MESSAGE_STOP));
    assertThat(arguments(out, 0)).isEqualTo("{\"x\":1}");
    assertThat(arguments(out, 1)).isEqualTo("{\"y\":2}");
  }

  @Test
  void pitfall05_zeroArgumentToolGivesEmptyObject() {
    byte[] in = anthropic(MESSAGE_START, toolStart(0, "a", "f"), toolDelta(0, ""), blockStop(0), messageDelta("tool_use"), MESSAGE_STOP);
    assertThat(arguments(run(OPENAI, ANTHROPIC, in), 0)).isEqualTo("{}");
    byte[] silent = sse(chunk("{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"\"}}]}"),
        chunk("{}", "tool_calls"), "[DONE]");
    assertThat(events(run(ANTHROPIC, OPENAI, silent))).filteredOn(e -> e.get("type").asText().equals("content_block_delta"))
        .extracting(e -> e.at("/delta/partial_json").asText()).containsExactly("{}");
    assertThat(frames(run(CONVERSE, ANTHROPIC, in)))
        .contains("contentBlockDelta:{\"contentBlockIndex\":0,\"delta\":{\"toolUse\":{\"input\":\"{}\"}}}");
  }

  @Test
  void pitfall06_noEmptyTextBlockAndNoEmptyDelta() {
    List<JsonNode> events = events(run(ANTHROPIC, OPENAI, sse(
        chunk("{\"role\":\"assistant\",\"content\":\"\",\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"\"}}]}"),
        chunk("{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{}\"}}]}"),
        chunk("{}", "tool_calls"), "[DONE]")));
    assertThat(events).extracting(e -> e.get("type").asText()).containsExactly("message_start", "content_block_start",
        "content_block_delta", "content_block_stop", "message_delta", "message_stop");
    assertThat(events.get(1).get("content_block").get("type").asText()).isEqualTo("tool_use");
    assertThat(events.get(1).get("index").asInt()).isZero();
  }

  @Test
  void pitfall07_textBetweenCallsGetsItsOwnBlock() {
    List<JsonNode> events = events(run(ANTHROPIC, OPENAI, sse(
        chunk("{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]}"),
        chunk("{\"content\":\"\\n\"}"),
        chunk("{\"content\":\"so\"}"),
        chunk("{\"tool_calls\":[{\"index\":1,\"id\":\"b\",\"function\":{\"name\":\"g\",\"arguments\":\"{}\"}}]}"),
        chunk("{}", "tool_calls"), "[DONE]")));
    assertThat(events).filteredOn(e -> e.get("type").asText().equals("content_block_start"))
        .extracting(e -> e.get("index").asInt() + e.get("content_block").get("type").asText())
        .containsExactly("0tool_use", "1text", "2tool_use");
    assertThat(events).filteredOn(e -> e.path("delta").path("type").asText().equals("text_delta"))
        .allMatch(e -> e.get("index").asInt() == 1);
  }

  @Test
  void pitfall08_stopAfterAToolCallIsAToolCall() {
    String call = chunk("{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]}");
    List<JsonNode> events = events(run(ANTHROPIC, OPENAI, sse(chunk("{\"content\":\"x\"}"), call, chunk("{}", "stop"), "[DONE]")));
    assertThat(events.get(events.size() - 2).get("delta").get("stop_reason").asText()).isEqualTo("tool_use");
    events = events(run(ANTHROPIC, OPENAI, sse(call, chunk("{}", "length"), "[DONE]")));
    assertThat(events.get(events.size() - 2).get("delta").get("stop_reason").asText()).isEqualTo("max_tokens");
    assertThat(finish(run(OPENAI, GEMINI, sse(
        "{\"candidates\":[{\"content\":{\"parts\":[{\"functionCall\":{\"name\":\"f\",\"args\":{}}}]},\"finishReason\":\"STOP\"}]}"))))
        .isEqualTo("tool_calls");
  }

  @Test
  void pitfall09_reasoningOnlyChunksBecomeAThinkingBlock() {
    List<JsonNode> events = events(run(ANTHROPIC, OPENAI, sse(chunk("{\"reasoning_content\":\"hm\"}"), chunk("{\"reasoning\":\"m\"}"),
        chunk("{\"content\":\"x\"}"), chunk("{}", "stop"), "[DONE]")));
    assertThat(events).extracting(e -> e.get("type").asText()).containsExactly("message_start", "content_block_start",
        "content_block_delta", "content_block_delta", "content_block_stop", "content_block_start", "content_block_delta",
        "content_block_stop", "message_delta", "message_stop");
    assertThat(events.get(2).get("delta")).isEqualTo(json("{\"type\":\"thinking_delta\",\"thinking\":\"hm\"}"));
  }

  @Test
  void pitfall34_syntheticJsonToolIsUnwrappedAndRealCallsStay() {
    AnswerContext context = new AnswerContext("r1", 1, "m", false, Map.of(), "json_response");
    byte[] only = anthropic(MESSAGE_START, toolStart(0, "a", "json_response"), toolDelta(0, "{\"x\""), toolDelta(0, ":1}"), blockStop(0),
        messageDelta("tool_use"), MESSAGE_STOP);
    byte[] out = run(Translations.of(OPENAI, ANTHROPIC).stream(context, 0), only);
    assertThat(events(out).stream().map(e -> e.path("choices").path(0).path("delta").path("content").asText()).reduce("", String::concat))
        .isEqualTo("{\"x\":1}");
    assertThat(finish(out)).isEqualTo("stop");
    byte[] both = anthropic(MESSAGE_START, toolStart(0, "a", "json_response"), toolStart(1, "b", "f"), toolDelta(1, "{"),
        toolDelta(0, "{}"), toolDelta(1, "}"), blockStop(0), blockStop(1), messageDelta("tool_use"), MESSAGE_STOP);
    out = run(Translations.of(OPENAI, ANTHROPIC).stream(context, 0), both);
    assertThat(finish(out)).isEqualTo("tool_calls");
    assertThat(arguments(out, 0)).isEqualTo("{}");
    assertThat(toolDeltas(out).get(0).get("function").get("name").asText()).isEqualTo("f");
  }

  @Test
  void pitfall34_theAnswerOfTheJsonToolIsJsonAndNothingElse() {
    AnswerContext context = new AnswerContext("r1", 1, "m", false, Map.of(), "json_response");
    byte[] empty = anthropic(MESSAGE_START, toolStart(0, "a", "json_response"), blockStop(0), messageDelta("tool_use"), MESSAGE_STOP);
    assertThat(content(run(Translations.of(OPENAI, ANTHROPIC).stream(context, 0), empty))).isEqualTo("{}");
    byte[] spoken = anthropic(MESSAGE_START, textDelta(0, "Here it is:"), blockStop(0), toolStart(1, "a", "json_response"),
        toolDelta(1, "{\"x\":1}"), blockStop(1), toolStart(2, "b", "json_response"), toolDelta(2, "{\"x\":2}"), blockStop(2),
        messageDelta("tool_use"), MESSAGE_STOP);
    assertThat(content(run(Translations.of(OPENAI, ANTHROPIC).stream(context, 0), spoken))).isEqualTo("{\"x\":1}");
    byte[] called = anthropic(MESSAGE_START, textDelta(0, "Let me see."), blockStop(0), toolStart(1, "a", "f"),
        toolDelta(1, "{}"), blockStop(1), messageDelta("tool_use"), MESSAGE_STOP);
    byte[] out = run(Translations.of(OPENAI, ANTHROPIC).stream(context, 0), called);
    assertThat(content(out)).isEqualTo("Let me see.");
    assertThat(finish(out)).isEqualTo("tool_calls");
    byte[] unforced = anthropic(MESSAGE_START, textDelta(0, "{}"), textDelta(0, " "), blockStop(0),
        messageDelta("end_turn"), MESSAGE_STOP);
    assertThat(content(run(Translations.of(OPENAI, ANTHROPIC).stream(context, 0), unforced))).isEqualTo("{} ");
  }

  private static String content(byte[] out) {
    return events(out).stream().map(e -> e.path("choices").path(0).path("delta").path("content").asText())
        .reduce("", String::concat);
  }

  @Test
  void pitfallP1_onlyTheFirstDeltaNamesTheCall() {
    String repeated = "{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"%s\"}}]}";
    byte[] out = run(Translations.observe(OPENAI, CONTEXT), sse(chunk(repeated.formatted("{")), chunk(repeated.formatted("}")),
        chunk("{}", "tool_calls"), "[DONE]"));
    assertThat(toolDeltas(out).get(0).get("id").asText()).isEqualTo("a");
    assertThat(toolDeltas(out).get(1).has("id")).isFalse();
    assertThat(toolDeltas(out).get(1).get("function")).isEqualTo(json("{\"arguments\":\"}\"}"));
  }

  @Test
  void pitfallP10_thinkingBlocksInDeltasHaveAnIndex() {
    byte[] out = run(OPENAI, ANTHROPIC, anthropic(MESSAGE_START,
        "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"hm\"}}",
        "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"signature_delta\",\"signature\":\"sig\"}}",
        "{\"type\":\"content_block_start\",\"index\":1,\"content_block\":{\"type\":\"redacted_thinking\",\"data\":\"xyz\"}}",
        textDelta(2, "a"), messageDelta("end_turn"), MESSAGE_STOP));
    List<JsonNode> blocks = events(out).stream().map(e -> e.path("choices").path(0).path("delta").path("thinking_blocks").path(0))
        .filter(b -> !b.isMissingNode()).toList();
    assertThat(blocks).containsExactly(
        json("{\"index\":0,\"type\":\"thinking\",\"thinking\":\"hm\",\"signature\":\"sig\"}"),
        json("{\"index\":1,\"type\":\"redacted_thinking\",\"data\":\"xyz\"}"));
  }
}
