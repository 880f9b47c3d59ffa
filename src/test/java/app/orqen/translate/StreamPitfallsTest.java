package app.orqen.translate;

import static app.orqen.translate.Fixtures.CONTEXT;
import static app.orqen.translate.Fixtures.anthropic;
import static app.orqen.translate.Fixtures.chunk;
import static app.orqen.translate.Fixtures.converse;
import static app.orqen.translate.Fixtures.datas;
import static app.orqen.translate.Fixtures.events;
import static app.orqen.translate.Fixtures.frames;
import static app.orqen.translate.Fixtures.json;
import static app.orqen.translate.Fixtures.run;
import static app.orqen.translate.Fixtures.sse;
import static app.orqen.translate.Fixtures.text;
import static app.orqen.translate.Fixtures.usageChunk;
import static app.orqen.translate.Fixtures.utf8;
import static app.orqen.translate.Wire.ANTHROPIC;
import static app.orqen.translate.Wire.CONVERSE;
import static app.orqen.translate.Wire.GEMINI;
import static app.orqen.translate.Wire.OPENAI;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.orqen.translate.framing.EventFrameEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Parts A to C and P of pitfalls.md, as far as translators reach; each test is named after its item. */
class StreamPitfallsTest {

  static final String MESSAGE_START =
      "{\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"claude\","
          + "\"content\":[],\"stop_reason\":null,\"usage\":{\"input_tokens\":10,\"output_tokens\":1}}}";
  static final String MESSAGE_STOP = "{\"type\":\"message_stop\"}";

  static String toolStart(int index, String id, String name) {
    return "{\"type\":\"content_block_start\",\"index\":" + index + ",\"content_block\":{\"type\":\"tool_use\",\"id\":\"" + id
        + "\",\"name\":\"" + name + "\",\"input\":{}}}";
  }

  static String toolDelta(int index, String fragment) {
    return "{\"type\":\"content_block_delta\",\"index\":" + index + ",\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":"
        + Json.compact(TextNode.valueOf(fragment)) + "}}";
  }

  static String textDelta(int index, String text) {
    return "{\"type\":\"content_block_delta\",\"index\":" + index + ",\"delta\":{\"type\":\"text_delta\",\"text\":\"" + text + "\"}}";
  }

  static String blockStop(int index) {
    return "{\"type\":\"content_block_stop\",\"index\":" + index + "}";
  }

  static String messageDelta(String reason) {
    return "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"" + reason + "\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":7}}";
  }

  private static List<JsonNode> toolDeltas(byte[] out) {
    return events(out).stream().map(e -> e.path("choices").path(0).path("delta").path("tool_calls").path(0))
        .filter(node -> !node.isMissingNode()).toList();
  }

  private static String finish(byte[] out) {
    return events(out).stream().map(e -> e.path("choices").path(0).path("finish_reason"))
        .filter(JsonNode::isTextual).map(JsonNode::asText).reduce("", String::concat);
  }

  private static String arguments(byte[] out, int index) {
    return toolDeltas(out).stream().filter(d -> d.get("index").asInt() == index)
        .map(d -> d.path("function").path("arguments").asText()).reduce("", String::concat);
  }

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
  void pitfall10_chunksWithoutChoices() {
    byte[] out = run(ANTHROPIC, OPENAI, sse(
        "{\"id\":\"\",\"object\":\"\",\"created\":0,\"model\":\"\",\"choices\":[],\"prompt_filter_results\":[]}",
        chunk("{\"content\":\"x\"}"), "{\"choices\":[]}", chunk("{}", "stop"),
        usageChunk("{\"prompt_tokens\":3,\"completion_tokens\":4,\"total_tokens\":7}"), "[DONE]"));
    List<JsonNode> events = events(out);
    assertThat(events.get(0).get("message").get("id").asText()).isEqualTo("c1");
    assertThat(events.get(events.size() - 2).get("usage").get("output_tokens").asInt()).isEqualTo(4);
    assertThat(events.get(events.size() - 1).get("type").asText()).isEqualTo("message_stop");
  }

  @Test
  void pitfall11_and_P13_usageChunkHasNoChoicesAndComesOnlyWhenAsked() {
    byte[] in = converse("messageStart", "{\"role\":\"assistant\"}",
        "contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"text\":\"Hi\"},\"p\":\"abc\"}",
        "messageStop", "{\"stopReason\":\"end_turn\"}",
        "metadata", "{\"usage\":{\"inputTokens\":5,\"outputTokens\":2,\"totalTokens\":7},\"metrics\":{\"latencyMs\":1}}");
    List<String> asked = datas(run(OPENAI, CONVERSE, in));
    assertThat(asked.get(asked.size() - 1)).isEqualTo("[DONE]");
    JsonNode usage = json(asked.get(asked.size() - 2));
    assertThat(usage.get("choices")).isEmpty();
    assertThat(usage.get("usage").get("total_tokens").asInt()).isEqualTo(7);
    assertThat(json(asked.get(asked.size() - 3)).get("choices").get(0).get("finish_reason").asText()).isEqualTo("stop");
    assertThat(asked.subList(0, asked.size() - 2)).allMatch(d -> json(d).get("usage").isNull());
    AnswerContext unasked = AnswerContext.of("r1", 1, "m", false);
    assertThat(text(run(Translations.of(OPENAI, CONVERSE).stream(unasked), in))).doesNotContain("usage").contains("[DONE]");
  }

  @Test
  void pitfall12_cacheTokensAreNotDoubled() {
    String start = "{\"type\":\"message_start\",\"message\":{\"id\":\"m\",\"model\":\"c\",\"usage\":"
        + "{\"input_tokens\":3,\"cache_read_input_tokens\":2455,\"output_tokens\":1}}}";
    String delta = "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":9,\"cache_read_input_tokens\":2455}}";
    String bare = "{\"type\":\"message_delta\",\"delta\":{}}";
    StreamTranslation stream = Translations.of(OPENAI, ANTHROPIC).stream(CONTEXT);
    run(stream, anthropic(start, textDelta(0, "x"), delta, bare, MESSAGE_STOP));
    assertThat(stream.usage()).isEqualTo(new Usage(2458, 9, 2455, 0, 0));
    StreamTranslation watched = Translations.observe(ANTHROPIC, CONTEXT);
    run(watched, anthropic(start, textDelta(0, "x"), delta, bare, MESSAGE_STOP));
    assertThat(watched.usage()).isEqualTo(stream.usage());
  }

  @Test
  void pitfall13_promptTokensIncludeTheCacheInStreamsAndWithout() {
    String usage = "{\"input_tokens\":10,\"cache_read_input_tokens\":512,\"cache_creation_input_tokens\":1733,\"output_tokens\":5}";
    JsonNode plain = Fixtures.answer(OPENAI, ANTHROPIC,
        "{\"id\":\"m\",\"type\":\"message\",\"model\":\"c\",\"content\":[],\"stop_reason\":\"end_turn\",\"usage\":" + usage + "}").get("usage");
    List<JsonNode> events = events(run(OPENAI, ANTHROPIC, anthropic(
        "{\"type\":\"message_start\",\"message\":{\"id\":\"m\",\"model\":\"c\",\"usage\":" + usage + "}}",
        "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":5}}", MESSAGE_STOP)));
    assertThat(plain).isEqualTo(json("{\"prompt_tokens\":2255,\"completion_tokens\":5,\"total_tokens\":2260,"
        + "\"prompt_tokens_details\":{\"cached_tokens\":512,\"cache_write_tokens\":1733},\"completion_tokens_details\":{\"reasoning_tokens\":0}}"));
    assertThat(events.get(events.size() - 1).get("usage")).isEqualTo(plain);
  }

  @Test
  void pitfall14_and_P11_anthropicClientsGetCacheCountersInMessageDelta() {
    List<JsonNode> events = events(run(ANTHROPIC, OPENAI, sse(chunk("{\"content\":\"x\"}"), chunk("{}", "stop"),
        usageChunk("{\"prompt_tokens\":100,\"completion_tokens\":4,\"total_tokens\":104,\"prompt_tokens_details\":{\"cached_tokens\":60}}"), "[DONE]")));
    JsonNode usage = events.get(events.size() - 2).get("usage");
    assertThat(usage.get("input_tokens").asInt()).isEqualTo(40);
    assertThat(usage.get("cache_read_input_tokens").asInt()).isEqualTo(60);
    assertThat(usage.get("output_tokens").asInt()).isEqualTo(4);
  }

  @Test
  void pitfall15_midStreamErrorIsPassedOnAndEndsTheStream() {
    byte[] in = anthropic(MESSAGE_START, textDelta(0, "a"), textDelta(0, "b"),
        "{\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}");
    StreamTranslation stream = Translations.of(OPENAI, ANTHROPIC).stream(CONTEXT);
    List<String> out = datas(run(stream, in));
    assertThat(json(out.get(out.size() - 1)).get("error")).isEqualTo(json(
        "{\"message\":\"Overloaded\",\"type\":\"overloaded_error\",\"param\":null,\"code\":\"server_is_overloaded\"}"));
    assertThat(out).doesNotContain("[DONE]");
    assertThat(finish(in)).isEmpty();
    assertThat(stream.error().kind()).isEqualTo(ErrorKind.OVERLOADED);
    assertThat(stream.completed()).isFalse();
    assertThat(frames(run(CONVERSE, ANTHROPIC, in))).last().isEqualTo("serviceUnavailableException:{\"message\":\"Overloaded\"}");
  }

  @Test
  void pitfall16_and_P14_failureIsNoEmptySuccess() {
    for (Wire surface : List.of(OPENAI, ANTHROPIC, CONVERSE)) {
      for (Wire provider : Wire.values()) {
        if (surface != provider) {
          StreamTranslation stream = Translations.of(surface, provider).stream(CONTEXT);
          byte[] out = stream.end();
          assertThat(text(out)).as("%s from %s", surface, provider).contains("ended before the answer was complete")
              .doesNotContain("end_turn", "[DONE]", "message_stop", "messageStop");
          assertThat(stream.error()).isNotNull();
        }
      }
      StreamTranslation watched = Translations.observe(surface, CONTEXT);
      assertThat(text(watched.end())).contains("ended before the answer was complete");
    }
  }

  @Test
  void pitfall17_bedrockStreamWithoutMessageStopIsAnError() {
    byte[] in = converse("messageStart", "{\"role\":\"assistant\"}",
        "contentBlockStart", "{\"contentBlockIndex\":0,\"start\":{\"toolUse\":{\"toolUseId\":\"t\",\"name\":\"f\"}}}",
        "contentBlockDelta", "{\"contentBlockIndex\":0,\"delta\":{\"toolUse\":{\"input\":\"{\\\"a\\\":\"}}}");
    List<String> out = datas(run(OPENAI, CONVERSE, in));
    assertThat(json(out.get(out.size() - 1)).has("error")).isTrue();
    assertThat(finish(run(OPENAI, CONVERSE, in))).isEmpty();
    List<JsonNode> events = events(run(ANTHROPIC, CONVERSE, in));
    assertThat(events).extracting(e -> e.get("type").asText()).doesNotContain("content_block_stop", "message_stop").endsWith("error");
    StreamTranslation watched = Translations.observe(CONVERSE, CONTEXT);
    assertThat(frames(run(watched, in))).last().asString().startsWith("internalServerException:");
  }

  @Test
  void pitfall18_exceptionFramesKeepTheirTypeAndMessage() {
    byte[] frame = EventFrameEncoder.exception("throttlingException", utf8("{\"message\":\"slow down\"}"));
    StreamTranslation stream = Translations.of(OPENAI, CONVERSE).stream(CONTEXT);
    JsonNode error = events(run(stream, frame)).get(0).get("error");
    assertThat(error).isEqualTo(json(
        "{\"message\":\"slow down\",\"type\":\"rate_limit_error\",\"param\":null,\"code\":\"rate_limit_exceeded\"}"));
    assertThat(stream.error().status()).isEqualTo(429);
    assertThat(events(run(ANTHROPIC, CONVERSE, frame)).get(0).get("error").get("type").asText()).isEqualTo("rate_limit_error");
    StreamTranslation watched = Translations.observe(CONVERSE, CONTEXT);
    assertThat(run(watched, frame)).isEqualTo(frame);
    assertThat(watched.error().kind()).isEqualTo(ErrorKind.RATE_LIMIT);
    StreamTranslation decoded = Translations.of(ANTHROPIC, CONVERSE).stream(CONTEXT);
    assertThat(text(decoded.event("exception", "throttlingException", utf8("{\"message\":\"slow down\"}")))).contains("slow down");
  }

  @Test
  void pitfall22_textCutAtEveryByteIsTheSame() {
    byte[] in = sse(chunk("{\"content\":\"é€😀\"}"), chunk("{}", "stop"), "[DONE]");
    byte[] whole = run(ANTHROPIC, OPENAI, in);
    assertThat(text(whole)).contains("é€😀");
    for (int cut = 0; cut <= in.length; cut++) {
      StreamTranslation stream = Translations.of(ANTHROPIC, OPENAI).stream(CONTEXT);
      byte[] first = stream.feed(in, 0, cut);
      byte[] second = stream.feed(in, cut, in.length - cut);
      assertThat(StreamPipe.concat(StreamPipe.concat(first, second), stream.end())).isEqualTo(whole);
    }
  }

  @Test
  void pitfall22_halfASurrogatePairInEachDeltaComesOutAsEscapes() {
    byte[] out = run(ANTHROPIC, OPENAI, sse(chunk("{\"content\":\"\\ud83d\"}"), chunk("{\"content\":\"\\ude00\"}"), chunk("{}", "stop"), "[DONE]"));
    String joined = events(out).stream().map(e -> e.path("delta").path("text").asText()).reduce("", String::concat);
    assertThat(joined).isEqualTo("😀");
  }

  @Test
  void pitfall34_syntheticJsonToolIsUnwrappedAndRealCallsStay() {
    AnswerContext context = new AnswerContext("r1", 1, "m", false, Map.of(), "json_response");
    byte[] only = anthropic(MESSAGE_START, toolStart(0, "a", "json_response"), toolDelta(0, "{\"x\""), toolDelta(0, ":1}"), blockStop(0),
        messageDelta("tool_use"), MESSAGE_STOP);
    byte[] out = run(Translations.of(OPENAI, ANTHROPIC).stream(context), only);
    assertThat(events(out).stream().map(e -> e.path("choices").path(0).path("delta").path("content").asText()).reduce("", String::concat))
        .isEqualTo("{\"x\":1}");
    assertThat(finish(out)).isEqualTo("stop");
    byte[] both = anthropic(MESSAGE_START, toolStart(0, "a", "json_response"), toolStart(1, "b", "f"), toolDelta(1, "{"),
        toolDelta(0, "{}"), toolDelta(1, "}"), blockStop(0), blockStop(1), messageDelta("tool_use"), MESSAGE_STOP);
    out = run(Translations.of(OPENAI, ANTHROPIC).stream(context), both);
    assertThat(finish(out)).isEqualTo("tool_calls");
    assertThat(arguments(out, 0)).isEqualTo("{}");
    assertThat(toolDeltas(out).get(0).get("function").get("name").asText()).isEqualTo("f");
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
  void pitfallP2_keepAliveIsACommentAndEmptyDataIsLeftOut() {
    StreamTranslation stream = Translations.of(OPENAI, ANTHROPIC).stream(CONTEXT);
    assertThat(text(stream.keepAlive())).startsWith(":").endsWith("\n\n");
    byte[] ping = anthropic("{\"type\":\"ping\"}");
    assertThat(text(stream.feed(ping, 0, ping.length))).isEqualTo(": ping\n\n");
    byte[] out = run(Translations.observe(OPENAI, CONTEXT), utf8("data:\n\n: hello\n\ndata: {\"choices\":[]}\n\ndata: [DONE]\n\n"));
    assertThat(text(out)).isEqualTo(": hello\n\ndata: {\"choices\":[]}\n\ndata: [DONE]\n\n");
    byte[] named = run(Translations.observe(OPENAI, CONTEXT), utf8("event: ping\ndata: {\"type\":\"ping\"}\n\ndata: [DONE]\n\n"));
    assertThat(text(named)).isEqualTo(": keep-alive\n\ndata: [DONE]\n\n");
    assertThat(text(Translations.keepAlive(ANTHROPIC))).isEqualTo("event: ping\ndata: {\"type\":\"ping\"}\n\n");
  }

  @Test
  void pitfallP3_anthropicEventsAreNamedIndexesDenseUsagePresent() {
    String out = text(run(ANTHROPIC, CONVERSE, converse("messageStart", "{}",
        "contentBlockDelta", "{\"contentBlockIndex\":3,\"delta\":{\"text\":\"x\"}}", "messageStop", "{\"stopReason\":\"end_turn\"}")));
    for (String block : out.strip().split("\n\n")) {
      String[] lines = block.split("\n");
      assertThat(lines[0]).isEqualTo("event: " + json(lines[1].substring(6)).get("type").asText());
    }
    List<JsonNode> events = events(utf8(out));
    assertThat(events.get(0).get("message").get("usage").has("input_tokens")).isTrue();
    assertThat(events.get(1).get("index").asInt()).isZero();
    assertThat(events.get(4).get("usage").has("output_tokens")).isTrue();
  }

  @Test
  void pitfallP4_truncatedStreamEndsInAnErrorEvent() {
    for (byte[] in : List.of(sse(chunk("{\"content\":\"x\"}")), utf8("data: {\"choices\":[{\"ind"))) {
      List<JsonNode> events = events(run(ANTHROPIC, OPENAI, in));
      assertThat(events.get(events.size() - 1).get("type").asText()).isEqualTo("error");
    }
    StreamTranslation stream = Translations.of(ANTHROPIC, OPENAI).stream(CONTEXT);
    byte[] in = sse(chunk("{\"content\":\"x\"}"), chunk("{}", "stop"));
    stream.feed(in, 0, in.length);
    assertThat(text(stream.broken(ProviderError.of(ErrorKind.TIMEOUT, "stalled")))).contains("timeout_error").contains("stalled");
    assertThat(stream.end()).isEmpty();
  }

  @Test
  void pitfallP7_onlyTheFiveExceptionsOfTheUnion() {
    assertThat(Arrays.stream(ErrorKind.values()).map(ErrorKind::frameType).distinct())
        .isSubsetOf("internalServerException", "modelStreamErrorException", "validationException", "throttlingException",
            "serviceUnavailableException");
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

  @Test
  void pitfallP15_anHtmlPageIsNoAnswer() {
    byte[] page = utf8("<html><body>Login</body></html>\n\n");
    for (Wire provider : List.of(OPENAI, ANTHROPIC, GEMINI, CONVERSE)) {
      Wire surface = provider == ANTHROPIC ? OPENAI : ANTHROPIC;
      StreamTranslation stream = Translations.of(surface, provider).stream(CONTEXT);
      run(stream, page);
      assertThat(stream.error()).isNotNull();
      assertThat(stream.error().message()).doesNotContain("Login");
      assertThatThrownBy(() -> Translations.of(surface, provider).answer(page, CONTEXT))
          .isInstanceOfSatisfying(TranslationException.class, e -> assertThat(e.status()).isEqualTo(502));
    }
    StreamTranslation watched = Translations.observe(OPENAI, CONTEXT);
    run(watched, page);
    assertThat(watched.error()).isNotNull();
  }
}
