package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Gateway;
import app.orqen.it.support.OpenAi;
import app.orqen.it.support.StandIn;
import app.orqen.it.support.ToolCalls;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A request with many tools reaches the provider with the few that fit, and says so. */
class ITToolPruning {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> THINGS = List.of("invoice", "calendar", "weather", "translation", "photo", "flight",
      "recipe", "payroll", "warehouse", "playlist", "passport", "insurance", "garden", "battery", "museum", "harbour",
      "satellite", "orchestra", "telescope", "vineyard");

  static StandIn provider;
  static Gateway gateway;
  static String keyId;

  @BeforeAll
  static void start() throws Exception {
    provider = new StandIn();
    gateway = Gateway.start("orqen.providers.openai.base-url=" + provider.url() + "/v1",
        "orqen.providers.anthropic.base-url=" + provider.url(), ToolCalls.PATIENT);
    keyId = JSON.readTree(gateway.get("/v1/account/keys").body()).at("/data/0/id").asText();
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    provider.close();
  }

  @BeforeEach
  void answers() {
    provider.script((request, wire) -> wire.json(200, OpenAi.COMPLETION));
  }

  private static void toolList(String json) {
    assertThat(gateway.put("/v1/account/keys/" + keyId + "/toollist", json).statusCode()).isEqualTo(200);
  }

  private static String tools() {
    List<String> tools = new ArrayList<>();
    for (String thing : THINGS) {
      tools.add("{\"type\":\"function\",\"function\":{\"name\":\"get_" + thing + "\",\"description\":\"Looks up the "
          + thing + " of the user\",\"parameters\":{\"type\":\"object\",\"properties\":{\"id\":{\"type\":\"string\"}}},"
          + "\"x-orqen-examples\":[\"show my " + thing + "\"]}}");
    }
    return "[" + String.join(",", tools) + "]";
  }

  private static String body(String text, String more) {
    return "{\"model\":\"gpt-4o\",\"api_key\":\"sk-own-canary-777777\",\"tools\":" + tools() + more
        + ",\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]}";
  }

  private static List<String> forwarded() throws Exception {
    List<String> names = new ArrayList<>();
    for (JsonNode tool : JSON.readTree(provider.last().text()).path("tools")) {
      names.add(tool.at("/function/name").asText());
    }
    names.remove("find_tools");
    return names;
  }

  @Test
  void theFewThatFitAreForwarded() throws Exception {
    HttpResponse<String> answer = gateway.post("/v1/chat/completions", body("What will the weather be tomorrow?", ""));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(forwarded()).contains("get_weather").hasSizeBetween(5, 8);
    assertThat(provider.last().text()).doesNotContain("x-orqen-examples");
    assertThat(answer.headers().firstValue("x-orqen-tools-input")).contains("20");
    assertThat(answer.headers().firstValue("x-orqen-tools-output")).contains(String.valueOf(forwarded().size()));
    assertThat(answer.headers().firstValue("x-orqen-routing").orElseThrow()).isIn("semantic", "keyword");
    assertThat(Double.parseDouble(answer.headers().firstValue("x-orqen-prune-ratio").orElseThrow())).isBetween(0.5, 0.8);
  }

  @Test
  void whatIsNamedInTheRequestIsNeverDropped() throws Exception {
    gateway.post("/v1/chat/completions", body("What will the weather be?",
        ",\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"get_vineyard\"}}"));
    assertThat(forwarded()).contains("get_vineyard");
  }

  @Test
  void aConversationsFirstRequestDecides() throws Exception {
    List<String> before = List.of();
    for (String text : List.of("Show my photo", "Book a flight", "Play a playlist")) {
      HttpRequest.Builder request = gateway.request("/v1/chat/completions").header("Content-Type", "application/json")
          .header("X-Orqen-Session-Id", "session-1").POST(HttpRequest.BodyPublishers.ofString(body(text, "")));
      assertThat(Gateway.send(request).statusCode()).isEqualTo(200);
      assertThat(forwarded()).containsAll(before);
      assertThat(forwarded().subList(0, before.size())).isEqualTo(before);
      before = forwarded();
    }
  }

  @Test
  void listsAreAHardBoundary() throws Exception {
    toolList("{\"allowed_tools\":null,\"denied_tools\":[\"get_weather\"],\"keep_tools\":[\"get_museum\"]}");
    try {
      gateway.post("/v1/chat/completions", body("What will the weather be?", ""));
      assertThat(forwarded()).doesNotContain("get_weather").contains("get_museum");
      HttpResponse<String> chosen = gateway.post("/v1/chat/completions", body("x",
          ",\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"get_weather\"}}"));
      assertThat(chosen.statusCode()).isEqualTo(400);
      provider.script((request, wire) -> wire.json(200, OpenAi.COMPLETION.replace("\"content\":\"Hello there\"",
          "\"content\":null,\"tool_calls\":[{\"id\":\"c\",\"type\":\"function\",\"function\":{\"name\":\"get_weather\","
              + "\"arguments\":\"{}\"}}]")));
      HttpResponse<String> called = gateway.post("/v1/chat/completions", body("What will the weather be?", ""));
      assertThat(called.statusCode()).isEqualTo(502);
      assertThat(called.body()).contains("denied_tool_called");
    } finally {
      toolList("{\"allowed_tools\":null,\"denied_tools\":null,\"keep_tools\":null}");
    }
  }

  @Test
  void anthropicsFormIsPrunedToo() throws Exception {
    provider.script((request, wire) -> wire.json(200, "{\"id\":\"m\",\"type\":\"message\",\"role\":\"assistant\","
        + "\"model\":\"claude\",\"content\":[{\"type\":\"text\",\"text\":\"hi\"}],\"stop_reason\":\"end_turn\","
        + "\"stop_sequence\":null,\"usage\":{\"input_tokens\":1,\"output_tokens\":1}}"));
    List<String> tools = new ArrayList<>();
    THINGS.forEach(thing -> tools.add("{\"name\":\"get_" + thing + "\",\"description\":\"Looks up the " + thing
        + "\",\"input_schema\":{\"type\":\"object\"}}"));
    HttpResponse<String> answer = gateway.post("/v1/messages", "{\"model\":\"claude-sonnet-5\",\"max_tokens\":10,"
        + "\"api_key\":\"sk-ant-canary-777777\",\"tools\":[" + String.join(",", tools)
        + "],\"messages\":[{\"role\":\"user\",\"content\":\"Show me the museum\"}]}");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    JsonNode sent = JSON.readTree(provider.last().text()).path("tools");
    assertThat(sent.size()).isBetween(6, 9);
    assertThat(sent.findValuesAsText("name")).contains("get_museum");
  }

  @Test
  void aRequestUnderTheTargetPassesUntouched() throws Exception {
    String few = "[{\"type\":\"function\",\"function\":{\"name\":\"a\"}} , "
        + "{\"type\":\"function\",\"function\":{\"name\":\"b\"}}]";
    HttpResponse<String> answer = gateway.post("/v1/chat/completions", body("x", "").replace(tools(), few));
    assertThat(provider.last().text()).contains(few);
    assertThat(answer.headers().firstValue("x-orqen-routing")).contains("none");
  }
}
