package app.orqen.translate.front;

import static app.orqen.translate.Wire.ANTHROPIC;
import static app.orqen.translate.Wire.CONVERSE;
import static app.orqen.translate.Wire.GEMINI;
import static app.orqen.translate.Wire.OPENAI;
import static app.orqen.translate.front.Fixtures.CONTEXT;
import static app.orqen.translate.front.Fixtures.anthropic;
import static app.orqen.translate.front.Fixtures.chunk;
import static app.orqen.translate.front.Fixtures.json;
import static app.orqen.translate.front.Fixtures.sse;
import static app.orqen.translate.front.Fixtures.usageChunk;
import static app.orqen.translate.front.Responses.answer;
import static app.orqen.translate.front.Responses.context;
import static app.orqen.translate.front.Responses.last;
import static app.orqen.translate.front.Responses.stream;
import static app.orqen.translate.front.Responses.types;
import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.translate.Wire;
import app.orqen.translate.answer.AnswerContext;
import app.orqen.translate.stream.StreamTranslation;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Answers and streams of every provider's wire in the form of the Responses API. */
class ResponsesAnswerTest {

  private static final String TOOLS = "{\"model\":\"m\",\"input\":\"hi\",\"metadata\":{\"a\":\"b\"},\"temperature\":0.5,\"tools\":["
      + "{\"type\":\"function\",\"name\":\"weather\"},{\"type\":\"custom\",\"name\":\"apply_patch\"},"
      + "{\"type\":\"namespace\",\"name\":\"github\",\"tools\":[{\"type\":\"function\",\"name\":\"issues\"}]},"
      + "{\"type\":\"tool_search\",\"execution\":\"client\"},{\"type\":\"local_shell\"},{\"type\":\"shell\"}]}";
  private static final String USAGE = "{\"prompt_tokens\":3,\"completion_tokens\":4,\"total_tokens\":7,"
      + "\"prompt_tokens_details\":{\"cached_tokens\":2},\"completion_tokens_details\":{\"reasoning_tokens\":1}}";

  private static String call(int index, String name, String arguments) {
    return "{\"tool_calls\":[{\"index\":" + index + ",\"id\":\"call_" + index + "\",\"type\":\"function\",\"function\":{\"name\":\"" + name
        + "\",\"arguments\":" + json("[" + new com.fasterxml.jackson.databind.node.TextNode(arguments) + "]").get(0) + "}}]}";
  }

  private static byte[] calls() {
    return sse(chunk("{\"role\":\"assistant\",\"content\":\"\"}"), chunk("{\"reasoning_content\":\"hm\"}"), chunk("{\"content\":\"a😀\"}"),
        chunk(call(0, "weather", "{\"city\":\"Oslo\"}")), chunk(call(1, "apply_patch", "{\"input\":\"*** Begin\\nx\"}")),
        chunk(call(2, "github__issues", "{}")), chunk(call(3, "tool_search", "{\"query\":\"agent\"}")),
        chunk(call(4, "local_shell", "{\"command\":[\"ls\"]}")), chunk(call(5, "shell", "{\"commands\":[\"pwd\"]}")),
        chunk("{}", "tool_calls"), usageChunk(USAGE), "[DONE]");
  }

  private static final String CALLS = "{\"id\":\"c1\",\"model\":\"up\",\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"a😀\","
      + "\"reasoning_content\":\"hm\",\"tool_calls\":[" + whole(0, "weather", "{\\\"city\\\":\\\"Oslo\\\"}") + ","
      + whole(1, "apply_patch", "{\\\"input\\\":\\\"*** Begin\\\\nx\\\"}") + "," + whole(2, "github__issues", "{}") + ","
      + whole(3, "tool_search", "{\\\"query\\\":\\\"agent\\\"}") + "," + whole(4, "local_shell", "{\\\"command\\\":[\\\"ls\\\"]}") + ","
      + whole(5, "shell", "{\\\"commands\\\":[\\\"pwd\\\"]}") + "]},\"finish_reason\":\"tool_calls\"}],\"usage\":" + USAGE + "}";

  private static String whole(int number, String name, String arguments) {
    return "{\"id\":\"call_" + number + "\",\"type\":\"function\",\"function\":{\"name\":\"" + name + "\",\"arguments\":\"" + arguments + "\"}}";
  }

  private static void checkItems(JsonNode output) {
    assertThat(output.findValuesAsText("type")).contains("reasoning", "message", "function_call", "custom_tool_call",
        "tool_search_call", "local_shell_call", "shell_call");
    JsonNode reasoning = output.get(0);
    assertThat(reasoning.at("/summary/0/text").asText()).isEqualTo("hm");
    assertThat(output.at("/1/content/0/text").asText()).isEqualTo("a😀");
    assertThat(output.get(2).get("call_id").asText()).isEqualTo("call_0");
    assertThat(output.get(2).get("arguments").asText()).isEqualTo("{\"city\":\"Oslo\"}");
    assertThat(output.get(3).get("input").asText()).isEqualTo("*** Begin\nx");
    assertThat(output.get(3).get("name").asText()).isEqualTo("apply_patch");
    assertThat(output.get(4).get("namespace").asText()).isEqualTo("github");
    assertThat(output.get(4).get("name").asText()).isEqualTo("issues");
    assertThat(output.get(5).get("arguments")).isEqualTo(json("{\"query\":\"agent\"}"));
    assertThat(output.get(5).get("execution").asText()).isEqualTo("client");
    assertThat(output.get(6).at("/action/command/0").asText()).isEqualTo("ls");
    assertThat(output.get(7).at("/action/commands/0").asText()).isEqualTo("pwd");
  }

  @Test
  void everyKindOfCallComesBackInItsOwnForm() {
    JsonNode response = answer(OPENAI, context(OPENAI, TOOLS), CALLS);
    checkItems(response.get("output"));
    assertThat(response.get("status").asText()).isEqualTo("completed");
    assertThat(response.get("usage")).isEqualTo(json("{\"input_tokens\":3,\"input_tokens_details\":{\"cached_tokens\":2,\"cache_write_tokens\":0},"
        + "\"output_tokens\":4,\"output_tokens_details\":{\"reasoning_tokens\":1},\"total_tokens\":7}"));
    assertThat(response.at("/metadata/a").asText()).isEqualTo("b");
    assertThat(response.get("temperature").asDouble()).isEqualTo(0.5);
  }

  @Test
  void aStreamHasTheEventsOfTheProtocolAndEndsWithTheSameItems() {
    List<JsonNode> events = stream(OPENAI, context(OPENAI, TOOLS), calls());
    assertThat(types(events)).startsWith("response.created", "response.in_progress",
        "response.output_item.added", "response.reasoning_summary_part.added", "response.reasoning_summary_text.delta",
        "response.reasoning_summary_text.done", "response.reasoning_summary_part.done", "response.output_item.done",
        "response.output_item.added", "response.content_part.added", "response.output_text.delta", "response.output_text.done",
        "response.content_part.done", "response.output_item.done",
        "response.output_item.added", "response.function_call_arguments.delta", "response.function_call_arguments.done",
        "response.output_item.done",
        "response.output_item.added", "response.custom_tool_call_input.delta", "response.custom_tool_call_input.done",
        "response.output_item.done").endsWith("response.completed");
    JsonNode completed = last(events).get("response");
    checkItems(completed.get("output"));
    checkEvents(events);
    assertThat(completed.at("/usage/total_tokens").asInt()).isEqualTo(7);
    assertThat(completed.get("id")).isEqualTo(events.get(0).at("/response/id"));
  }

  /** Numbers grow by one, ids agree, pieces add up to what the end says, and each item ends as the response has it. */
  private static void checkEvents(List<JsonNode> events) {
    List<JsonNode> done = new ArrayList<>();
    StringBuilder pieces = new StringBuilder();
    String open = null;
    for (int i = 0; i < events.size(); i++) {
      JsonNode event = events.get(i);
      String type = event.get("type").asText();
      assertThat(event.get("sequence_number").asInt()).isEqualTo(i);
      if (event.has("output_index")) {
        assertThat(event.get("output_index").asInt()).as(type).isEqualTo(done.size());
      }
      if (event.has("item_id")) {
        assertThat(event.get("item_id").asText()).as(type).isEqualTo(open);
      }
      if (type.equals("response.output_item.added")) {
        assertThat(open).as("one item at a time").isNull();
        open = event.at("/item/id").asText();
        pieces.setLength(0);
      }
      pieces.append(event.path("delta").asText());
      for (String whole : new String[] {"text", "arguments", "input"}) {
        if (type.endsWith(".done") && event.has(whole)) {
          assertThat(event.get(whole).asText()).as(type).isEqualTo(pieces.toString());
        }
      }
      if (type.equals("response.output_item.done")) {
        assertThat(event.at("/item/id").asText()).isEqualTo(open);
        open = null;
        done.add(event.get("item"));
      }
    }
    JsonNode output = last(events).at("/response/output");
    assertThat(output).hasSize(done.size());
    for (int i = 0; i < done.size(); i++) {
      assertThat(output.get(i)).isEqualTo(done.get(i));
    }
  }

  @ParameterizedTest
  @CsvSource({"stop, completed, ", "tool_calls, completed, ", "length, incomplete, max_output_tokens",
      "content_filter, incomplete, content_filter"})
  void theEndIsAsHonestAsTheProviders(String finish, String status, String reason) {
    byte[] in = sse(chunk("{\"content\":\"a\"}"), chunk("{}", finish), "[DONE]");
    List<JsonNode> events = stream(OPENAI, CONTEXT, in);
    assertThat(last(events).get("type").asText()).isEqualTo("response." + status);
    assertThat(last(events).at("/response/incomplete_details/reason").asText(null)).isEqualTo(reason);
    JsonNode whole = answer(OPENAI, CONTEXT, "{\"choices\":[{\"message\":{\"content\":\"a\"},\"finish_reason\":\"" + finish + "\"}]}");
    assertThat(whole.get("status").asText()).isEqualTo(status);
    assertThat(whole.at("/output/0/status").asText()).isEqualTo(status);
    assertThat(last(events).at("/response/output/0/status").asText()).isEqualTo(status);
  }

  @ParameterizedTest
  @CsvSource({"rate_limit_error, rate_limit_exceeded, rate_limit_exceeded", "invalid_request_error, context_length_exceeded, context_length_exceeded",
      "insufficient_quota, insufficient_quota, insufficient_quota", "server_error, 1302, server_error", "overloaded_error, , server_is_overloaded"})
  void anErrorInAStreamIsAFailedResponse(String type, String code, String told) {
    byte[] in = sse(chunk("{\"content\":\"a\"}"), "{\"error\":{\"message\":\"slow down, try again in 1.5s\",\"type\":\"" + type + "\",\"code\":"
        + (code == null ? "null" : "\"" + code + "\"") + "}}");
    List<JsonNode> events = stream(OPENAI, CONTEXT, in);
    assertThat(last(events).get("type").asText()).isEqualTo("response.failed");
    assertThat(last(events).at("/response/status").asText()).isEqualTo("failed");
    assertThat(last(events).at("/response/error/code").asText()).isEqualTo(told);
    assertThat(last(events).at("/response/error/message").asText()).contains("1.5s");
    assertThat(types(events)).doesNotContain("response.completed");
  }

  private static byte[] sample(Wire provider) {
    return provider == OPENAI ? calls() : StreamPropertiesTest.sample(provider);
  }

  @ParameterizedTest
  @EnumSource(Wire.class)
  void anySplitGivesTheSameEvents(Wire provider) {
    byte[] in = sample(provider);
    AnswerContext context = context(provider, TOOLS);
    StreamTranslation once = Responses.to(provider).stream(context, 0);
    byte[] whole = Fixtures.run(once, in);
    assertThat(once.completed()).isTrue();
    checkEvents(Fixtures.events(whole));
    for (long seed = 0; seed < 100; seed++) {
      Random random = new Random(seed);
      StreamTranslation stream = Responses.to(provider).stream(context, 0);
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

  /** Cut anywhere, the stream is complete or ends in a failed response; what went out before is a prefix of the whole. */
  @ParameterizedTest
  @EnumSource(Wire.class)
  void anyCutIsCompleteOrFailed(Wire provider) {
    byte[] in = sample(provider);
    AnswerContext context = context(provider, TOOLS);
    byte[] whole = Fixtures.run(Responses.to(provider).stream(context, 0), in);
    for (int cut = 0; cut < in.length; cut++) {
      StreamTranslation stream = Responses.to(provider).stream(context, 0);
      byte[] before = stream.feed(in, 0, cut);
      byte[] end = stream.end();
      assertThat(java.util.Arrays.copyOf(whole, before.length)).as("cut at %d", cut).isEqualTo(before);
      List<String> last = types(Fixtures.events(end));
      assertThat(stream.completed()).isEqualTo(stream.error() == null);
      if (stream.error() != null) {
        assertThat(last).endsWith("response.failed").doesNotContain("response.completed");
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Wire.class)
  void everyProvidersAnswerHasTextAndCall(Wire provider) {
    List<JsonNode> events = stream(provider, context(provider, TOOLS), StreamPropertiesTest.sample(provider));
    assertThat(types(events)).endsWith("response.completed");
    assertThat(last(events).at("/response/output").findValuesAsText("arguments")).containsExactly("{\"x\":1}");
  }

  @Test
  void sourcesAndImagesHaveTheirForm() {
    String source = "\"annotations\":[{\"type\":\"url_citation\",\"url_citation\":{\"url\":\"https://example.com\",\"title\":\"A\"}}]";
    String image = "\"images\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64,QQ==\"}}]";
    List<JsonNode> events = stream(OPENAI, CONTEXT, sse(chunk("{\"content\":\"sunny\"}"), chunk("{" + source + "}"), chunk("{" + image + "}"),
        chunk("{}", "stop"), "[DONE]"));
    JsonNode whole = answer(OPENAI, CONTEXT, "{\"choices\":[{\"message\":{\"content\":\"sunny\"," + source + "," + image + "},\"finish_reason\":\"stop\"}]}");
    assertThat(types(events)).contains("response.output_text.annotation.added");
    checkEvents(events);
    for (JsonNode output : new JsonNode[] {last(events).at("/response/output"), whole.get("output")}) {
      assertThat(output.at("/0/content/0/annotations/0")).isEqualTo(json("{\"type\":\"url_citation\",\"start_index\":0,\"end_index\":5,"
          + "\"title\":\"A\",\"url\":\"https://example.com\"}"));
      assertThat(output.get(1).get("type").asText()).isEqualTo("image_generation_call");
      assertThat(output.get(1).get("result").asText()).isEqualTo("QQ==");
    }
  }

  @Test
  void signedThinkingComesBackAsItWas() {
    byte[] in = anthropic(StreamEvents.MESSAGE_START,
        "{\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"thinking\",\"thinking\":\"\",\"signature\":\"\"}}",
        "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"thinking_delta\",\"thinking\":\"hm\"}}",
        "{\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"signature_delta\",\"signature\":\"c2ln\"}}",
        StreamEvents.blockStop(0),
        "{\"type\":\"content_block_start\",\"index\":1,\"content_block\":{\"type\":\"redacted_thinking\",\"data\":\"QUJD\"}}",
        StreamEvents.blockStop(1), StreamEvents.toolStart(2, "a", "weather"), StreamEvents.blockStop(2),
        StreamEvents.messageDelta("tool_use"), StreamEvents.MESSAGE_STOP);
    List<JsonNode> events = stream(ANTHROPIC, context(ANTHROPIC, TOOLS), in);
    JsonNode output = last(events).at("/response/output");
    String input = "{\"model\":\"m\",\"tools\":[{\"type\":\"function\",\"name\":\"weather\"}],\"reasoning\":{\"effort\":\"low\"},\"input\":["
        + "{\"role\":\"user\",\"content\":\"hi\"}," + output.get(0) + "," + output.get(1) + "," + output.get(2)
        + ",{\"type\":\"function_call_output\",\"call_id\":\"a\",\"output\":\"sun\"}]}";
    for (Wire provider : new Wire[] {ANTHROPIC, CONVERSE}) {
      JsonNode sent = Responses.request(provider, input);
      assertThat(sent.toString()).contains("c2ln", "QUJD", "\"hm\"");
    }
    assertThat(Responses.request(GEMINI, input).toString()).doesNotContain("c2ln", "QUJD");
    assertThat(Responses.request(OPENAI, input).toString()).doesNotContain("c2ln", "QUJD", "orqen1");
  }
}
