package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.StandIn;
import app.orqen.it.support.Surface;
import app.orqen.it.support.ToolCalls;
import app.orqen.it.support.Wires;
import app.orqen.translate.Wire;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tools that a model sees only when it searches for them: at a provider that can, and at one that can't. */
class ITToolDeferral {

  /** A search that Anthropic ran, and what it found, as blocks of its answer. */
  private static final String SEARCHED = "{\"type\":\"server_tool_use\",\"id\":\"srvtoolu_1\",\"name\":\"tool_search_tool_bm25\","
      + "\"input\":{\"query\":\"museum\"}},{\"type\":\"tool_search_tool_result\",\"tool_use_id\":\"srvtoolu_1\",\"content\":"
      + "{\"type\":\"tool_search_tool_search_result\",\"tool_references\":[{\"type\":\"tool_reference\",\"tool_name\":\"museum\"}]}}";

  static ToolCalls calls;

  @BeforeAll
  static void start() {
    calls = ToolCalls.start();
    Wires.liftLimit(calls.gateway());
  }

  @AfterAll
  static void stop() throws Exception {
    calls.stop();
  }

  @BeforeEach
  void byTheProvider() {
    calls.key("{\"k_target_override\":2,\"prune_native\":true}");
  }

  private static void answer(Wire wire, boolean stream, String body) {
    calls.provider().script((request, socket) -> {
      if (stream) {
        socket.answer(200, Wires.streamType(wire), Wires.utf8(body));
      } else {
        socket.json(200, body);
      }
    });
  }

  /** Anthropic's answer after a search of its own: a text, the search, and a call of the tool that it found. */
  private static String found(boolean stream) {
    if (!stream) {
      return Wires.answer(Wire.ANTHROPIC).replace("weather", "museum").replace("{\"type\":\"tool_use\"", SEARCHED + ",{\"type\":\"tool_use\"");
    }
    String events = new String(Wires.stream(Wire.ANTHROPIC, true), StandardCharsets.UTF_8).replace("weather", "museum");
    StringBuilder search = new StringBuilder();
    String use = SEARCHED.substring(0, SEARCHED.indexOf(",{\"type\":\"tool_search_tool_result\""));
    block(search, 1, use.replace("{\"query\":\"museum\"}", "{}"));
    block(search, 2, SEARCHED.substring(use.length() + 1));
    int call = events.indexOf("event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":1");
    return events.substring(0, call) + search + events.substring(call).replace("\"index\":1", "\"index\":3");
  }

  private static void block(StringBuilder events, int index, String block) {
    events.append("event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":").append(index)
        .append(",\"content_block\":").append(block).append("}\n\nevent: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":")
        .append(index).append("}\n\n");
  }

  private static JsonNode sent() {
    return ToolCalls.tree(calls.provider().last().text());
  }

  /** Names of the tools that were sent marked. */
  private static List<String> deferred() {
    List<String> names = new ArrayList<>();
    sent().path("tools").forEach(tool -> {
      if (tool.path("defer_loading").asBoolean()) {
        names.add(tool.path("name").asText());
      }
    });
    return names;
  }

  static Stream<Arguments> surfaces() {
    return Stream.of(Surface.values()).flatMap(surface -> Stream.of(Arguments.of(surface, false), Arguments.of(surface, true)));
  }

  @ParameterizedTest
  @MethodSource("surfaces")
  void aProviderThatSearchesIsGivenAllToolsAndHoldsThemBackItself(Surface surface, boolean stream) {
    answer(Wire.ANTHROPIC, stream, found(stream));
    String tools = ToolCalls.tools(surface, ToolCalls.TWENTY);
    String question = ToolCalls.user(surface, "Show my weather, " + surface + stream);

    HttpResponse<String> first = calls.send(surface, Wire.ANTHROPIC, stream, tools, question, "");

    assertThat(first.statusCode()).as(first.body()).isEqualTo(200);
    assertThat(first.body()).contains("museum").doesNotContain("find_tools");
    List<String> offered = calls.offered(Wire.ANTHROPIC);
    assertThat(offered).hasSize(21).startsWith("tool_search_tool_bm25");
    assertThat(offered.subList(1, 21)).isEqualTo(ToolCalls.TWENTY);
    assertThat(deferred()).hasSize(18).doesNotContain("weather");
    assertThat(sent().at("/tools/0/type").asText()).isEqualTo("tool_search_tool_bm25_20251119");
    assertThat(calls.provider().last().text()).doesNotContain("x-orqen-examples");
    assertThat(ToolCalls.receipt(first)).startsWith("20 20 0.00");
    JsonNode before = sent().path("tools");

    calls.send(surface, Wire.ANTHROPIC, stream, tools, question + "," + ToolCalls.assistant(surface, "Done.") + ","
        + ToolCalls.user(surface, "Book an orchestra"), "");
    assertThat(sent().path("tools")).isEqualTo(before);
  }

  @Test
  void aToolThatASearchFoundStaysDeferredAndOneThatWasOnlyCalledDoesNot() {
    answer(Wire.ANTHROPIC, false, found(false));
    String call = "{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"%s\",\"input\":{}}";
    String history = ToolCalls.user(Surface.ANTHROPIC, "Show my weather and my payroll") + ",{\"role\":\"assistant\",\"content\":[" + SEARCHED + ","
        + call.formatted("museum") + "," + call.formatted("garden").replace("t1", "t2") + "]},{\"role\":\"user\",\"content\":["
        + "{\"type\":\"tool_result\",\"tool_use_id\":\"t1\",\"content\":\"here\"},"
        + "{\"type\":\"tool_result\",\"tool_use_id\":\"t2\",\"content\":\"there\"}]}";

    calls.send(Surface.ANTHROPIC, Wire.ANTHROPIC, false, ToolCalls.tools(Surface.ANTHROPIC, ToolCalls.TWENTY), history, "");

    assertThat(deferred()).contains("museum").doesNotContain("garden");
  }

  @Test
  void conversationsOfOneAgentShareTheListWhereTheClientPaysForACache() {
    answer(Wire.ANTHROPIC, false, found(false));
    String system = ",\"system\":[{\"type\":\"text\",\"text\":\"Always look at `satellite` first.\",\"cache_control\":{\"type\":\"ephemeral\"}}]";

    calls.ask(Surface.ANTHROPIC, Wire.ANTHROPIC, false, "Show my weather", system);
    JsonNode one = sent().path("tools");
    assertThat(deferred()).hasSize(19).doesNotContain("satellite");
    calls.ask(Surface.ANTHROPIC, Wire.ANTHROPIC, false, "Show my payroll", system);
    assertThat(sent().path("tools")).isEqualTo(one);
  }

  @Test
  void aProviderThatCannotSearchIsGivenFewerTools() {
    calls.answers(Wire.OPENAI);
    calls.ask(Surface.OPENAI, Wire.OPENAI, false, "Show my weather natively", "");
    assertThat(calls.offered(Wire.OPENAI)).hasSize(3).contains("find_tools");
  }

  @Test
  void aKeyThatDoesNotWantItPrunes() {
    calls.key("{\"prune_native\":false}");
    calls.answers(Wire.ANTHROPIC);
    calls.ask(Surface.ANTHROPIC, Wire.ANTHROPIC, false, "Show my weather as before", "");
    assertThat(calls.offered(Wire.ANTHROPIC)).hasSize(3).contains("find_tools");
  }

  private static String flat(String more) {
    return "[" + String.join(",", ToolCalls.TWENTY.stream().map(name -> "{\"type\":\"function\",\"name\":\"" + name
        + "\",\"description\":\"Looks up the " + name + " of the user\",\"parameters\":{\"type\":\"object\",\"properties\":{}}}").toList()) + more + "]";
  }

  private static final String RESPONSE = "{\"id\":\"resp_1\",\"object\":\"response\",\"created_at\":1,\"status\":\"completed\","
      + "\"model\":\"gpt-5.5\",\"output\":[{\"type\":\"tool_search_call\",\"id\":\"tsc_1\",\"execution\":\"server\",\"call_id\":null,"
      + "\"status\":\"completed\",\"arguments\":{\"paths\":[\"museum\"]}},{\"type\":\"function_call\",\"id\":\"fc_1\",\"call_id\":\"c1\","
      + "\"name\":\"museum\",\"arguments\":\"{}\",\"status\":\"completed\"}],\"usage\":{\"input_tokens\":3,\"output_tokens\":4,\"total_tokens\":7}}";

  @Test
  void openAiSearchesTheToolsOfAResponseAndAKeysListsDoNotRefuseItsSearch() {
    answer(Wire.OPENAI, false, RESPONSE);
    calls.lists("[\"museum\",\"weather\",\"p*\",\"s*\"]", "null", "null");
    try {
      HttpResponse<String> answer = calls.gateway().post("/v1/responses", "{" + Wires.CREDENTIALS
          + ",\"model\":\"openai/gpt-5.5\",\"input\":\"Show my weather\",\"tools\":" + flat("") + "}");

      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(answer.body()).contains("tool_search_call", "museum");
      assertThat(sent().at("/tools/0/type").asText()).isEqualTo("tool_search");
      assertThat(deferred()).isNotEmpty().doesNotContain("weather").doesNotContain("garden");
      assertThat(sent().path("tools").findValuesAsText("name")).contains("museum").doesNotContain("garden");
    } finally {
      calls.lists("null", "null", "null");
    }
  }

  // The client's own marks

  private static String mark(Surface surface, String name) {
    String tool = ToolCalls.tool(surface, name);
    return tool.substring(0, tool.length() - 1) + ",\"defer_loading\":true}";
  }

  static Stream<Arguments> lacking() {
    List<Arguments> all = new ArrayList<>();
    for (Surface surface : Surface.values()) {
      for (Wire wire : List.of(Wire.OPENAI, Wire.CONVERSE, Wire.GEMINI)) {
        all.add(Arguments.of(surface, wire, false));
        all.add(Arguments.of(surface, wire, true));
      }
    }
    return all.stream();
  }

  @ParameterizedTest
  @MethodSource("lacking")
  void whatAClientDefersIsHeldBackAndFoundWhereTheTargetCannotSearch(Surface surface, Wire wire, boolean stream) {
    AtomicInteger round = new AtomicInteger();
    calls.provider().script((request, socket) -> ITToolRecovery.say(socket, wire, stream, "t" + round.incrementAndGet(),
        calls.offered(wire).contains("vineyard") ? "vineyard" : "find_tools", "{\"names\":[\"vineyard\"]}"));
    String search = switch (surface) {
      case ANTHROPIC -> "{\"type\":\"tool_search_tool_regex_20251119\",\"name\":\"tool_search_tool_regex\"},";
      case RESPONSES -> "{\"type\":\"tool_search\"},";
      default -> "";
    };
    String tools = "[" + search + ToolCalls.tool(surface, "weather") + "," + mark(surface, "vineyard") + "," + mark(surface, "museum") + "]";
    int before = calls.provider().requests().size();

    HttpResponse<String> answer = calls.send(surface, wire, stream, tools,
        ToolCalls.user(surface, "Hold back, " + surface + wire + stream), "");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    List<StandIn.Request> sent = calls.provider().requests().subList(before, calls.provider().requests().size());
    assertThat(sent).hasSize(2);
    assertThat(sent.get(0).text()).contains("find_tools", "weather").doesNotContain("of the user\",\"museum");
    assertThat(calls.offered(wire)).contains("weather", "find_tools", "vineyard").doesNotContain("museum", "tool_search_tool_regex");
    assertThat(sent.get(1).text()).doesNotContain("defer_loading");
    assertThat(answer.body()).contains("vineyard").doesNotContain("find_tools");
    assertThat(answer.headers().firstValue("x-orqen-tools-unsupported")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"anthropic/claude-sonnet-4-5", "anthropic/claude-new"})
  void aTargetThatSearchesOrMayIsGivenTheClientsOwnMarks(String model) {
    calls.answers(Wire.ANTHROPIC);
    String body = "{" + Wires.CREDENTIALS + ",\"model\":\"" + model + "\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],"
        + "\"tools\":[{\"type\":\"tool_search_tool_regex_20251119\",\"name\":\"tool_search_tool_regex\"},{\"name\":\"weather\",\"input_schema\":"
        + "{\"type\":\"object\"}},{\"name\":\"museum\",\"input_schema\":{\"type\":\"object\"},\"defer_loading\":true}]}";
    HttpResponse<String> answer = calls.gateway().post("/v1/messages", body);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(deferred()).containsExactly("museum");
    assertThat(calls.offered(Wire.ANTHROPIC)).containsExactly("tool_search_tool_regex", "weather", "museum");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aResponseWhoseToolsAreSearchedReachesAnthropicWithItsSearch(boolean stream) {
    answer(Wire.ANTHROPIC, stream, found(stream));
    String tools = "[{\"type\":\"tool_search\"},{\"type\":\"function\",\"name\":\"weather\",\"parameters\":{\"type\":\"object\"}},"
        + "{\"type\":\"function\",\"name\":\"museum\",\"parameters\":{\"type\":\"object\"},\"defer_loading\":true}]";
    HttpResponse<String> answer = calls.gateway().post("/v1/responses", "{" + Wires.CREDENTIALS
        + ",\"model\":\"anthropic/claude-sonnet-4-5\",\"stream\":" + stream + ",\"input\":\"hi\",\"tools\":" + tools + "}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(calls.offered(Wire.ANTHROPIC)).containsExactly("tool_search_tool_bm25", "weather", "museum");
    assertThat(deferred()).containsExactly("museum");
    assertThat(answer.body()).contains("museum");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aResponseWhoseToolsAreSearchedIsSearchedByTheGatewayElsewhere(boolean stream) {
    AtomicInteger round = new AtomicInteger();
    calls.provider().script((request, socket) -> ITToolRecovery.say(socket, Wire.GEMINI, stream, "t" + round.incrementAndGet(),
        calls.offered(Wire.GEMINI).contains("museum") ? "museum" : "find_tools", "{\"query\":\"museum\"}"));
    String tools = "[{\"type\":\"tool_search\"},{\"type\":\"function\",\"name\":\"weather\",\"parameters\":{\"type\":\"object\"}},"
        + "{\"type\":\"function\",\"name\":\"museum\",\"parameters\":{\"type\":\"object\"},\"defer_loading\":true}]";
    HttpResponse<String> answer = calls.gateway().post("/v1/responses", "{" + Wires.CREDENTIALS
        + ",\"model\":\"gemini/gemini-2.5-pro\",\"stream\":" + stream + ",\"input\":\"hi " + stream + "\",\"tools\":" + tools + "}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(round.get()).isEqualTo(2);
    assertThat(answer.body()).contains("museum").doesNotContain("find_tools");
  }
}
