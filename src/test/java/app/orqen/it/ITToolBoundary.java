package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.OpenAi;
import app.orqen.it.support.Surface;
import app.orqen.it.support.ToolCalls;
import app.orqen.translate.Wire;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A key's tool lists hold on the way up and on the way down, in every form. */
class ITToolBoundary {

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
  void noLists() {
    calls.lists("null", "null", "null");
  }

  static List<Object[]> pairs() {
    return ITWires.pairs();
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void aCallOfADeniedToolIsWithheld(Surface surface, Wire wire) {
    calls.lists("null", "[\"weather\"]", "null");
    calls.answers(wire);
    HttpResponse<String> answer = calls.ask(surface, wire, false, "How is the weather?", "");
    assertThat(calls.forwarded(wire)).isNotEmpty().doesNotContain("weather");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(502);
    assertThat(answer.body()).contains("not allowed for this key").doesNotContain("Oslo");

    calls.streams(wire);
    HttpResponse<String> stream = calls.ask(surface, wire, true, "How is the weather?", "");
    assertThat(stream.body()).contains("not allowed for this key").doesNotContain("Oslo")
        .doesNotContain("\"weather\"").doesNotContain("[DONE]").doesNotContain("message_stop")
        .doesNotContain(surface == Surface.RESPONSES ? "response.completed" : "metadata");
  }

  /** A translation calls a search of the provider's by another name than the client did. */
  @Test
  void aDeniedSearchIsDeniedByEveryProvidersName() {
    calls.lists("null", "[\"web_search\"]", "null");
    calls.answers(Wire.ANTHROPIC);
    calls.send(Surface.CONVERSE, Wire.ANTHROPIC, false, "[{\"systemTool\":{\"name\":\"nova_grounding\"}},"
        + ToolCalls.tool(Surface.CONVERSE, "calendar") + "]", ToolCalls.user(Surface.CONVERSE, "hi"), "");
    assertThat(calls.provider().last().text()).contains("calendar").doesNotContain("web_search");
  }

  @ParameterizedTest
  @EnumSource(Surface.class)
  void whenNoToolIsLeftTheFieldsGo(Surface surface) {
    Wire wire = surface.wire();
    calls.lists("[]", "null", "null");
    calls.answers(wire);
    String more = surface == Surface.OPENAI || surface == Surface.RESPONSES ? ",\"tool_choice\":\"auto\",\"parallel_tool_calls\":false"
        : surface == Surface.ANTHROPIC ? ",\"tool_choice\":{\"type\":\"auto\"}" : "";
    HttpResponse<String> answer = calls.ask(surface, wire, false, "hi", more);
    JsonNode sent = ToolCalls.tree(calls.provider().last().text());
    for (String field : List.of("tools", "toolConfig", "tool_choice", "parallel_tool_calls")) {
      assertThat(sent.has(field)).as(field).isFalse();
    }
    assertThat(ToolCalls.receipt(answer)).isEqualTo("20 0 1.00 none");
  }

  @Test
  void toolsThatComeAnotherWayAreRefusedToAKeyWithLists() {
    calls.lists("null", "[\"delete_*\"]", "null");
    for (String field : List.of("\"functions\":[{\"name\":\"a\"}]", "\"mcp_servers\":[{\"name\":\"s\"}]")) {
      assertRefused(Surface.OPENAI, Wire.OPENAI, field);
      assertRefused(Surface.ANTHROPIC, Wire.ANTHROPIC, field);
    }
    assertRefused(Surface.CONVERSE, Wire.CONVERSE,
        "\"additionalModelRequestFields\":{\"top_k\":1,\"tools\":[{\"name\":\"delete_all\",\"input_schema\":{}}]}");
    assertRefused(Surface.CONVERSE, Wire.CONVERSE, "\"additionalModelRequestFields\":{\"mcp_servers\":[]}");

    calls.answers(Wire.CONVERSE);
    assertThat(calls.ask(Surface.CONVERSE, Wire.CONVERSE, false, "hi",
        ",\"additionalModelRequestFields\":{\"tool_choice\":{\"type\":\"auto\"}}").statusCode()).isEqualTo(200);
    calls.answers(Wire.OPENAI);
    assertThat(calls.ask(Surface.OPENAI, Wire.OPENAI, false, "hi", ",\"web_search_options\":{}").statusCode())
        .isEqualTo(200);
    calls.lists("[\"weather\"]", "null", "null");
    assertRefused(Surface.OPENAI, Wire.OPENAI, "\"web_search_options\":{}");
  }

  private static void assertRefused(Surface surface, Wire wire, String field) {
    calls.answers(wire);
    HttpResponse<String> answer = calls.ask(surface, wire, false, "hi", "," + field);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
    assertThat(answer.body()).contains("tool lists").contains(field.substring(1, field.indexOf('"', 1)));
    assertThat(calls.provider().requests()).isEmpty();
  }

  @Test
  void withoutListsThosePass() {
    calls.answers(Wire.ANTHROPIC);
    String servers = ",\"mcp_servers\":[{\"type\":\"url\",\"url\":\"https://mcp.example\",\"name\":\"s\"}]";
    assertThat(calls.ask(Surface.ANTHROPIC, Wire.ANTHROPIC, false, "hi", servers).statusCode()).isEqualTo(200);
    assertThat(calls.provider().last().text()).contains(servers);
  }

  @Test
  void anMcpServerAmongTheToolsIsLeftOutForAKeyWithLists() {
    calls.lists("null", "[\"delete_*\"]", "null");
    calls.answers(Wire.ANTHROPIC);
    String tools = "[{\"type\":\"mcp_toolset\",\"mcp_server_name\":\"s\"},"
        + ToolCalls.tool(Surface.ANTHROPIC, "weather") + "]";
    calls.send(Surface.ANTHROPIC, Wire.ANTHROPIC, false, tools, ToolCalls.user(Surface.ANTHROPIC, "hi"), "");
    assertThat(calls.forwarded(Wire.ANTHROPIC)).containsExactly("weather");
  }

  @Test
  void toolsThatCannotBeReadAreRefusedToAKeyWithListsAndPassOtherwise() {
    calls.answers(Wire.OPENAI);
    String odd = "{\"a\":1,\"x-orqen-examples\":[1]}";
    String user = ToolCalls.user(Surface.OPENAI, "hi");
    assertThat(calls.send(Surface.OPENAI, Wire.OPENAI, false, odd, user, "").statusCode()).isEqualTo(200);
    assertThat(calls.provider().last().text()).contains("\"tools\":{\"a\":1}");
    calls.lists("[\"weather\"]", "null", "null");
    assertThat(calls.send(Surface.OPENAI, Wire.OPENAI, false, odd, user, "").statusCode()).isEqualTo(400);
  }

  // Names that a provider sends in pieces

  private static String delta(String function, String more) {
    return "data: {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"gpt-4o\",\"choices\":[{"
        + "\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0," + more + "\"function\":{" + function + "}}]},"
        + "\"finish_reason\":null}]}\n\n";
  }

  private static void streamsInPieces() {
    String stream = delta("\"name\":\"wea\",\"arguments\":\"\"", "\"id\":\"t1\",\"type\":\"function\",")
        + delta("\"name\":\"ther\"", "") + delta("\"arguments\":\"{\\\"city\\\":\\\"Oslo\\\"}\"", "")
        + OpenAi.finish().replace("\"stop\"", "\"tool_calls\"") + OpenAi.DONE;
    calls.provider().script((request, socket) -> {
      socket.events();
      for (String event : stream.split("(?<=\n\n)")) {
        socket.chunk(event);
      }
      socket.end();
    });
  }

  @ParameterizedTest
  @EnumSource(Surface.class)
  void aDeniedNameInPiecesIsFound(Surface surface) {
    calls.lists("null", "[\"weather\"]", "null");
    streamsInPieces();
    HttpResponse<String> stream = calls.ask(surface, Wire.OPENAI, true, "How is the weather?", "");
    assertThat(stream.body()).contains("not allowed for this key").doesNotContain("Oslo");
  }

  @ParameterizedTest
  @EnumSource(Surface.class)
  void aPieceIsNotTakenForTheWholeName(Surface surface) {
    calls.lists("[\"weather\",\"photo\"]", "[\"wea\"]", "null");
    streamsInPieces();
    HttpResponse<String> stream = calls.ask(surface, Wire.OPENAI, true, "How is the weather?", "");
    assertThat(stream.body()).contains("Oslo").doesNotContain("not allowed")
        .contains(surface == Surface.OPENAI ? "\"ther\"" : "weather");
  }
}
