package app.orqen.toolhealth;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.BothDatabases;
import app.orqen.it.support.Eventually;
import app.orqen.it.support.Gateway;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Descriptions of tools are kept where the account switched that on, and nowhere else, on H2 and on PostgreSQL. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ITToolTexts {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String ME = "/v1/account/me";

  private BothDatabases databases;

  @BeforeAll
  void start() throws Exception {
    databases = new BothDatabases();
  }

  @AfterAll
  void stop() throws Exception {
    databases.close();
  }

  Stream<Gateway> gateways() {
    return databases.all();
  }

  private static HttpResponse<String> patch(Gateway gateway, String body) throws Exception {
    return Gateway.send(gateway.request(ME).header("Content-Type", "application/json")
        .method("PATCH", HttpRequest.BodyPublishers.ofString(body)));
  }

  private static JsonNode tree(String json) {
    try {
      return JSON.readTree(json);
    } catch (java.io.IOException e) {
      throw new AssertionError(json, e);
    }
  }

  /** Sends a tool whose description is too long and has what a database can't take. */
  private static void send(Gateway gateway, String name, String marker) {
    String description = "Finds a " + marker + " \\u0000 \\ud800 for a guest." + " More of it.".repeat(200) + " The end.";
    assertThat(gateway.post("/v1/chat/completions", """
        {"model":"echo/x","messages":[{"role":"user","content":"Hello"}],"tools":[{"type":"function","function":{"name":"%s",
         "description":"%s","parameters":{"type":"object","properties":{"city":{"type":"string","description":"A parametermarker",
         "enum":["Oslomarker"]}}}}}]}""".formatted(name, description)).statusCode()).isEqualTo(200);
  }

  private static JsonNode tool(Gateway gateway, String name) {
    return tree(gateway.get("/v1/account/tools/health").body()).path("data").valueStream()
        .filter(tool -> tool.path("name").asText().equals(name)).findFirst().orElse(JSON.createObjectNode());
  }

  private static void judged(Gateway gateway, String name) throws Exception {
    Eventually.holds(() -> gateway.bean(JdbcClient.class)
        .sql("select count(*) from tool_health where name = ? and fingerprint is not null").param(name).query(Long.class).single() == 1);
  }

  private static List<String> kept(Gateway gateway) {
    return gateway.bean(JdbcClient.class).sql("select description from tool_health where description is not null")
        .query(String.class).list();
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("gateways")
  void descriptionsAreKeptFromTheSwitchOnAndDeletedWithItAtOnce(Gateway gateway) throws Exception {
    assertThat(tree(gateway.get(ME).body()).path("keep_tool_texts").isBoolean()).isTrue();
    send(gateway, "find_room", "roommarker");
    judged(gateway, "find_room");
    assertThat(kept(gateway)).isEmpty();
    assertThat(tool(gateway, "find_room").path("description").isNull()).isTrue();

    HttpResponse<String> on = patch(gateway, "{\"keep_tool_texts\":true}");
    assertThat(on.statusCode()).as(on.body()).isEqualTo(200);
    assertThat(tree(on.body()).path("keep_tool_texts").asBoolean()).isTrue();
    send(gateway, "find_room", "roommarker");
    Eventually.holds(() -> tool(gateway, "find_room").path("description").isTextual());
    String description = tool(gateway, "find_room").path("description").asText();
    assertThat(description).hasSizeLessThanOrEqualTo(1_000).startsWith("Finds a roommarker").doesNotContain("The end.")
        .doesNotContain("\u0000");
    assertThat(gateway.get("/v1/account/tools/health").body()).doesNotContain("parametermarker").doesNotContain("Oslomarker");

    assertThat(patch(gateway, "{\"keep_tool_texts\":false}").statusCode()).isEqualTo(200);
    assertThat(kept(gateway)).isEmpty();
    assertThat(tool(gateway, "find_room").path("description").isNull()).isTrue();
    send(gateway, "find_seat", "seatmarker");
    judged(gateway, "find_seat");
    assertThat(kept(gateway)).isEmpty();

    patch(gateway, "{\"keep_tool_texts\":true}");
    send(gateway, "find_room", "roommarker"); // It was judged before, and its text was deleted.
    Eventually.holds(() -> tool(gateway, "find_room").path("description").isTextual());
    patch(gateway, "{\"keep_tool_texts\":false}");
    List<JsonNode> entries = tree(gateway.get("/v1/account/audit?action=account.changed").body()).path("data").valueStream().toList();
    assertThat(entries).hasSize(4).allMatch(entry -> entry.path("actor").asText().equals("key"));
    assertThat(entries.get(0).at("/changes/keep_tool_texts").isBoolean()).isTrue();
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("gateways")
  void onlyTheAccountItselfMaySwitchIt(Gateway gateway) throws Exception {
    assertThat(patch(gateway, "{\"keep_tool_texts\":null}").body()).contains("must be true or false");
    assertThat(patch(gateway, "{\"name\":\"mine\"}").body()).contains("unknown_field", "keep_tool_texts");
    HttpResponse<String> operator = Gateway.send(gateway.request("/v1/admin/accounts/acc_first")
        .setHeader("Authorization", "Bearer " + Gateway.ADMIN_TOKEN).header("Content-Type", "application/json")
        .method("PATCH", HttpRequest.BodyPublishers.ofString("{\"keep_tool_texts\":true}")));
    assertThat(operator.statusCode()).isEqualTo(400);
    assertThat(operator.body()).contains("unknown_field");
  }
}
