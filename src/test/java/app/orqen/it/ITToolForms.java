package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Surface;
import app.orqen.it.support.ToolCalls;
import app.orqen.it.support.Wires;
import app.orqen.translate.Wire;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The rules of pruning, in the form of each surface and towards each wire. */
class ITToolForms {

  static ToolCalls calls;

  @BeforeAll
  static void start() {
    calls = ToolCalls.start();
  }

  @AfterAll
  static void stop() throws Exception {
    calls.stop();
  }

  @AfterEach
  void asMade() {
    calls.lists("null", "null", "null");
    calls.key("{\"k_target_override\":null}");
  }

  static List<Object[]> pairs() {
    return ITWires.pairs();
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void theFewThatFitAreForwarded(Surface surface, Wire wire) {
    calls.answers(wire);
    HttpResponse<String> answer = calls.ask(surface, wire, false, "How is the weather today?", "");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(calls.forwarded(wire)).contains("weather").hasSizeBetween(5, 8);
    assertThat(calls.provider().last().text()).doesNotContain("x-orqen").doesNotContain("show my weather");
    assertThat(ToolCalls.receipt(answer)).startsWith("20 " + calls.forwarded(wire).size() + " 0.");
  }

  @Test
  void aToolThatTheProviderCantRunIsNamedInAHeader() {
    calls.answers(Wire.OPENAI);
    String tools = "[{\"type\":\"web_search_20250305\",\"name\":\"web_search\"},"
        + ToolCalls.tool(Surface.ANTHROPIC, "weather") + "]";
    HttpResponse<String> answer = calls.send(Surface.ANTHROPIC, Wire.OPENAI, false, tools, ToolCalls.user(Surface.ANTHROPIC, "hi"), "");
    assertThat(answer.headers().firstValue("x-orqen-tools-unsupported")).contains("web_search");
    assertThat(ToolCalls.receipt(answer)).startsWith("2 1 ");
    assertThat(calls.forwarded(Wire.OPENAI)).containsExactly("weather");
    HttpResponse<String> alone = calls.send(Surface.ANTHROPIC, Wire.OPENAI, false,
        "[{\"type\":\"web_search_20250305\",\"name\":\"web_search\"}]", ToolCalls.user(Surface.ANTHROPIC, "hi"), "");
    assertThat(alone.statusCode()).isEqualTo(400);
    assertThat(alone.body()).contains("web_search");
  }

  @ParameterizedTest
  @EnumSource(names = {"OPENAI", "ANTHROPIC", "CONVERSE"})
  void atTheTargetNothingIsTouched(Surface surface) {
    Wire wire = surface.wire();
    calls.answers(wire);
    String tools = ToolCalls.tools(surface, ToolCalls.TWENTY.subList(0, 8)).replace("\"x-orqen-examples\"", " \"note\"");
    HttpResponse<String> answer = calls.send(surface, wire, false, tools, ToolCalls.user(surface, "hi"), "");
    assertThat(calls.provider().last().text()).contains(tools);
    assertThat(ToolCalls.receipt(answer)).isEqualTo("8 8 0.00 none");
  }

  @ParameterizedTest
  @EnumSource(names = {"OPENAI", "ANTHROPIC", "CONVERSE"})
  void aCacheMarkSwitchesPruningOff(Surface surface) {
    Wire wire = surface.wire();
    calls.answers(wire);
    List<String> tools = new ArrayList<>(ToolCalls.TWENTY.stream().map(name -> ToolCalls.tool(surface, name)).toList());
    if (surface == Surface.CONVERSE) {
      tools.add("{\"cachePoint\":{\"type\":\"default\"}}");
    } else {
      tools.set(19, tools.get(19).replaceFirst("\\{", "{\"cache_control\":{\"type\":\"ephemeral\"},"));
    }
    HttpResponse<String> answer = calls.send(surface, wire, false, "[" + String.join(",", tools) + "]",
        ToolCalls.user(surface, "How is the weather?"), "");
    assertThat(calls.forwarded(wire).subList(0, 20)).isEqualTo(ToolCalls.TWENTY);
    assertThat(calls.provider().last().text()).containsPattern("cache_control|cachePoint").doesNotContain("x-orqen");
    assertThat(ToolCalls.receipt(answer)).isEqualTo("20 20 0.00 none");
  }

  @ParameterizedTest
  @EnumSource(Surface.class)
  void toolsOfTheKeepListAndThoseCalledBeforeStay(Surface surface) {
    Wire wire = surface.wire();
    calls.lists("null", "null", "[\"muse*\"]");
    calls.key("{\"k_target_override\":1}");
    calls.answers(wire);
    calls.send(surface, wire, false, ToolCalls.tools(surface, ToolCalls.TWENTY),
        ToolCalls.user(surface, "first") + "," + called(surface, "vineyard") + ","
            + ToolCalls.user(surface, "How is the weather?"), "");
    assertThat(calls.forwarded(wire)).containsExactlyInAnyOrder("weather", "museum", "vineyard");
  }

  /** Has the model call a tool. One that was left out would join the conversation. */
  private static void calls(Wire wire, String tool) {
    calls.provider().script((request, socket) -> socket.json(200, Wires.answer(wire).replace("weather", tool)));
  }

  private static String called(Surface surface, String name) {
    return switch (surface) {
      case OPENAI -> "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"c1\",\"type\":\"function\","
          + "\"function\":{\"name\":\"" + name + "\",\"arguments\":\"{}\"}}]},"
          + "{\"role\":\"tool\",\"tool_call_id\":\"c1\",\"content\":\"done\"}";
      case ANTHROPIC -> "{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\",\"id\":\"c1\",\"name\":\"" + name
          + "\",\"input\":{}}]},{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"c1\","
          + "\"content\":\"done\"}]}";
      case RESPONSES -> "{\"type\":\"function_call\",\"call_id\":\"c1\",\"name\":\"" + name + "\",\"arguments\":\"{}\"},"
          + "{\"type\":\"function_call_output\",\"call_id\":\"c1\",\"output\":\"done\"}";
      case CONVERSE -> "{\"role\":\"assistant\",\"content\":[{\"toolUse\":{\"toolUseId\":\"c1\",\"name\":\"" + name
          + "\",\"input\":{}}}]},{\"role\":\"user\",\"content\":[{\"toolResult\":{\"toolUseId\":\"c1\","
          + "\"content\":[{\"text\":\"done\"}]}}]}";
    };
  }

  @Test
  void whatToolChoiceNamesStays() {
    calls.key("{\"k_target_override\":1}");
    calls.answers(Wire.ANTHROPIC);
    calls.ask(Surface.ANTHROPIC, Wire.ANTHROPIC, false, "How is the weather?",
        ",\"tool_choice\":{\"type\":\"tool\",\"name\":\"vineyard\"}");
    assertThat(calls.forwarded(Wire.ANTHROPIC)).containsExactlyInAnyOrder("weather", "vineyard");
    calls.answers(Wire.CONVERSE);
    calls.send(Surface.CONVERSE, Wire.CONVERSE, false, ToolCalls.tools(Surface.CONVERSE, ToolCalls.TWENTY)
        + ",\"toolChoice\":{\"tool\":{\"name\":\"vineyard\"}}", ToolCalls.user(Surface.CONVERSE, "How is the weather?"), "");
    assertThat(calls.forwarded(Wire.CONVERSE)).containsExactlyInAnyOrder("weather", "vineyard");
  }

  @ParameterizedTest
  @EnumSource(Surface.class)
  void aConversationsFirstRequestDecides(Surface surface) {
    Wire wire = surface.wire();
    calls(wire, "photo");
    calls.key("{\"k_target_override\":2,\"prune_recovery\":false}");
    String messages = ToolCalls.user(surface, "Opening of " + surface + ": show my photo");
    List<String> before = List.of();
    for (String next : List.of("Book a flight", "Play a playlist", "Renew my passport")) {
      calls.send(surface, wire, false, ToolCalls.tools(surface, ToolCalls.TWENTY), messages, "");
      List<String> now = calls.forwarded(wire);
      assertThat(before.isEmpty() ? now : before).isEqualTo(now);
      before = now;
      messages += "," + ToolCalls.assistant(surface, "Done.") + "," + ToolCalls.user(surface, next);
    }
    assertThat(before).hasSize(2).contains("photo");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ",\"prompt_cache_key\":\"k\""})
  void aCachedConversationKeepsItsTools(String more) {
    calls.answers(Wire.OPENAI);
    calls.key("{\"k_target_override\":2}");
    String messages = ToolCalls.user(Surface.OPENAI, "A long story" + more.length()) + ","
        + ToolCalls.assistant(Surface.OPENAI, "word ".repeat(20_000)) + "," + ToolCalls.user(Surface.OPENAI, "Show my photo");
    calls.send(Surface.OPENAI, Wire.OPENAI, false, ToolCalls.tools(Surface.OPENAI, ToolCalls.TWENTY), messages, more);
    if (more.isEmpty()) {
      assertThat(calls.forwarded(Wire.OPENAI)).hasSizeLessThan(5);
    } else {
      assertThat(calls.forwarded(Wire.OPENAI)).hasSize(20);
    }
  }

  @Test
  void aPromptCacheKeyDoesNotJoinConversations() {
    calls.answers(Wire.OPENAI);
    calls.key("{\"k_target_override\":2}");
    for (String thing : List.of("photo", "museum")) {
      calls.ask(Surface.OPENAI, Wire.OPENAI, false, "Show my " + thing + ", shared", ",\"prompt_cache_key\":\"shared\"");
      assertThat(calls.forwarded(Wire.OPENAI)).hasSize(2).contains(thing);
    }
  }

  @ParameterizedTest
  @EnumSource(Surface.class)
  void neverNone(Surface surface) {
    Wire wire = surface.wire();
    calls(wire, "nothing");
    calls.key("{\"k_target_override\":1,\"prune_recovery\":false}");
    calls.ask(surface, wire, false, "", "");
    assertThat(calls.forwarded(wire)).hasSize(1);
  }

  @Test
  void countingTokensCountsWhatWouldBeSent() {
    calls.provider().script((request, socket) -> socket.json(200, "{\"input_tokens\":7}"));
    String body = "{\"api_key\":\"sk-ant-canary-1\",\"model\":\"claude-sonnet-4-5\",\"tools\":"
        + ToolCalls.tools(Surface.ANTHROPIC, ToolCalls.TWENTY) + ",\"messages\":["
        + ToolCalls.user(Surface.ANTHROPIC, "Count: how is the weather?") + "]}";
    HttpResponse<String> count = calls.gateway().post("/v1/messages/count_tokens", body);
    assertThat(count.body()).isEqualTo("{\"input_tokens\":7}");
    List<String> counted = calls.forwarded(Wire.ANTHROPIC);
    assertThat(counted).contains("weather").hasSizeBetween(5, 8);
    assertThat(calls.provider().last().text()).doesNotContain("x-orqen").doesNotContain("canary");
    assertThat(ToolCalls.receipt(count)).startsWith("20 " + counted.size() + " 0.");

    String other = body.replace("claude-sonnet-4-5", "openai/gpt-4o");
    long all = estimate(other.replace("\"input_schema\"", "\"cache_control\":{},\"input_schema\""));
    assertThat(estimate(other)).isLessThan(all * 2 / 3);
  }

  private static long estimate(String body) {
    return ToolCalls.tree(calls.gateway().post("/v1/messages/count_tokens", body).body()).path("input_tokens").asLong();
  }
}
