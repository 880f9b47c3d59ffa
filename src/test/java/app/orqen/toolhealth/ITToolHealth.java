package app.orqen.toolhealth;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Eventually;
import app.orqen.it.support.Surface;
import app.orqen.it.support.ToolCalls;
import app.orqen.it.support.Wires;
import app.orqen.translate.Wire;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.JdbcTemplate;

/** What the account API tells of tools, after real requests of every surface. */
class ITToolHealth {

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

  private static Map<String, JsonNode> health() {
    Map<String, JsonNode> tools = new TreeMap<>();
    String after = "";
    do {
      JsonNode page = ToolCalls.tree(calls.gateway().get("/v1/account/tools/health?limit=7" + after).body());
      page.path("data").forEach(tool -> tools.put(tool.path("name").asText(), tool));
      after = page.path("has_more").asBoolean() ? "&after=" + page.path("next_cursor").asText() : null;
    } while (after != null);
    return tools;
  }

  private static JsonNode tool(String name) {
    return health().get(name);
  }

  private static long count(String tool, String field) {
    JsonNode found = tool(tool);
    return found == null ? 0 : found.path(field).asLong();
  }

  @Test
  void eachSurfacesToolsAreCounted() throws Exception {
    for (Surface surface : Surface.values()) {
      long seen = count("weather", "seen");
      long forwarded = count("weather", "forwarded");
      long called = count("weather", "called");
      long vineyards = count("vineyard", "seen");
      long forwardedVineyards = count("vineyard", "forwarded");
      calls.answers(Wire.OPENAI);
      assertThat(calls.ask(surface, Wire.OPENAI, false, "How is the weather?", "").statusCode()).isEqualTo(200);
      calls.streams(Wire.OPENAI);
      assertThat(calls.ask(surface, Wire.OPENAI, true, "How is the weather?", "").statusCode()).isEqualTo(200);
      Eventually.holds(() -> count("weather", "called") == called + 2);
      assertThat(count("weather", "seen")).isEqualTo(seen + 2);
      assertThat(count("weather", "forwarded")).isEqualTo(forwarded + 2);
      assertThat(count("vineyard", "seen")).isEqualTo(vineyards + 2);
      assertThat(count("vineyard", "forwarded")).as("was left out").isEqualTo(forwardedVineyards);
    }
  }

  @Test
  void whatDescriptionsLackIsToldWithoutThem() throws Exception {
    calls.answers(Wire.OPENAI);
    String tools = """
        [{"type":"function","function":{"name":"lookup_order"}},
         {"type":"function","function":{"name":"get_customer","description":"Returns one customer canaryword record by the number of the customer",
          "parameters":{"type":"object","properties":{"number":{"type":"string"}}}}},
         {"type":"function","function":{"name":"search_customer","description":"Returns customer canaryword record by the number of one customer"}}]""";
    calls.send(Surface.OPENAI, Wire.OPENAI, false, tools, ToolCalls.user(Surface.OPENAI, "Hello"), "");
    Eventually.holds(() -> tool("lookup_order") != null && tool("lookup_order").path("score").asInt() == 50);
    JsonNode order = tool("lookup_order");
    assertThat(order.path("issues").findValuesAsText("code")).containsExactly("missing_description");
    assertThat(order.at("/issues/0/suggestion").asText()).contains("lookup_order");
    assertThat(order.path("call_through").asDouble()).isZero();
    assertThat(tool("get_customer").path("issues").findValuesAsText("code"))
        .containsExactly("undocumented_parameter", "interchangeable");
    String suggestions = calls.gateway().get("/v1/account/tools/suggestions").body();
    JsonNode pairs = ToolCalls.tree(suggestions).path("data");
    assertThat(pairs.valueStream().map(pair -> pair.path("tool").asText() + " " + pair.path("other").asText()))
        .contains("get_customer search_customer").doesNotContain("search_customer get_customer");
    assertThat(suggestions + health()).doesNotContain("canaryword");
  }

  @Test
  void aToolThatTheModelAsksForIsRecovered() throws Exception {
    long recovered = count("telescope", "recovered");
    calls.key("{\"k_target_override\":1}");
    try {
      int[] round = {0};
      calls.provider().script((request, socket) -> socket.json(200, round[0]++ == 0
          ? """
            {"id":"1","object":"chat.completion","choices":[{"index":0,"finish_reason":"tool_calls","message":{"role":"assistant","content":null,
            "tool_calls":[{"id":"c1","type":"function","function":{"name":"find_tools","arguments":"{\\"names\\":[\\"telescope\\"]}"}}]}}]}"""
          : Wires.answer(Wire.OPENAI)));
      calls.ask(Surface.OPENAI, Wire.OPENAI, false, "Translate this letter, a translation", "");
      Eventually.holds(() -> count("telescope", "recovered") == recovered + 1);
    } finally {
      calls.key("{\"k_target_override\":null}");
    }
  }

  @Test
  void anotherAccountsToolsAreNotShown() throws Exception {
    JdbcTemplate sql = calls.gateway().bean(JdbcTemplate.class);
    sql.update("insert into account (id, name, active, created_at) values ('acc_other', 'other', true, current_timestamp)");
    sql.update("insert into tool_health (account_id, name, other, similarity, last_seen_at) "
        + "values ('acc_other', 'their_tool', 'their_other', 0.9, current_timestamp)");
    assertThat(health()).doesNotContainKey("their_tool");
    assertThat(calls.gateway().get("/v1/account/tools/suggestions").body()).doesNotContain("their_tool");
  }

  @Test
  void parametersAreChecked() throws Exception {
    assertThat(calls.gateway().get("/v1/account/tools/health?limit=0").statusCode()).isEqualTo(400);
    assertThat(calls.gateway().get("/v1/account/tools/health?offset=1").statusCode()).isEqualTo(400);
    assertThat(calls.gateway().get("/v1/account/tools/suggestions?after=x").statusCode()).isEqualTo(400);
  }
}
