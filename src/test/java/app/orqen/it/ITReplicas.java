package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Three gateway processes: what is changed at the first holds at all of them within a second. The second hears of it by
 * NOTIFY alone, the third hears no NOTIFY and looks.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ITReplicas {

  private static final Duration A_SECOND = Duration.ofSeconds(1);

  private Replicas replicas;

  @BeforeAll
  void start() throws Exception {
    replicas = new Replicas(Map.of(), Map.of("ORQEN_CHANGES_POLL", "1h"), Map.of("ORQEN_CHANGES_LISTEN", "false"));
  }

  @AfterAll
  void stop() throws Exception {
    replicas.close();
  }

  private static Function<GatewayProcess, HttpResponse<String>> chatWith(String key) {
    return gateway -> Replicas.chat(gateway, key);
  }

  /** Every replica has it in memory. */
  private void warm(String key) throws Exception {
    for (GatewayProcess gateway : replicas.all) {
      assertThat(Replicas.chat(gateway, key).statusCode()).isEqualTo(200);
    }
  }

  @Test
  void oneMigratedAndTheOthersWaited() throws Exception {
    try (Connection connection = replicas.postgres().getPostgresDatabase().getConnection();
        ResultSet twice = connection.createStatement().executeQuery(
            "select count(*) - count(distinct version), (select count(*) from account), (select count(*) from api_key) "
                + "from flyway_schema_history")) {
      twice.next();
      assertThat(twice.getInt(1)).as("migrations done twice").isZero();
      assertThat(twice.getInt(2)).as("first accounts").isEqualTo(1);
      assertThat(twice.getInt(3)).as("keys").isPositive();
    }
  }

  @RepeatedTest(5)
  void aKeyHoldsAtOnceAndIsRevokedWithinASecond() throws Exception {
    Replicas.MadeKey made = replicas.makeKey(100_000);
    warm(made.key());
    assertThat(replicas.get(0).send("DELETE", "/v1/account/keys/" + made.id(), Gateway.KEY, "").statusCode()).isEqualTo(200);
    assertThat(replicas.until(chatWith(made.key()), answer -> answer.statusCode() == 401)).isLessThan(A_SECOND);
  }

  @Test
  void aLimitAndToolListsAreChangedWithinASecond() throws Exception {
    Replicas.MadeKey made = replicas.makeKey(1_000_000);
    warm(made.key());
    Replicas.json(replicas.get(0).send("PATCH", "/v1/account/keys/" + made.id(), Gateway.KEY, "{\"rate_limit_rpm\":900000}"));
    assertThat(replicas.until(chatWith(made.key()),
        answer -> answer.headers().firstValue("x-ratelimit-limit-requests").orElseThrow().equals("900000")))
        .isLessThan(A_SECOND);

    String tools = "{\"model\":\"echo/x\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"functions\":[]}";
    Replicas.json(replicas.get(0).send("PUT", "/v1/account/keys/" + made.id() + "/toollist", Gateway.KEY,
        "{\"denied_tools\":[\"rm\"]}"));
    assertThat(replicas.until(gateway -> gateway.send("POST", "/v1/chat/completions", made.key(), tools),
        answer -> answer.statusCode() == 400)).isLessThan(A_SECOND);
  }

  @Test
  void anAccountIsDeactivatedActivatedAndDeletedWithinASecond() throws Exception {
    JsonNode account = Replicas.json(replicas.get(0).send("POST", "/v1/admin/accounts", Gateway.ADMIN_TOKEN, "{\"name\":\"a\"}"));
    String key = account.get("key").asText();
    String path = "/v1/admin/accounts/" + account.get("id").asText();
    Function<GatewayProcess, HttpResponse<String>> profile = gateway -> gateway.get("/v1/models", key);
    assertThat(replicas.until(profile, answer -> answer.statusCode() == 200)).as("at once").isLessThan(A_SECOND);
    Replicas.json(replicas.get(0).send("PATCH", path, Gateway.ADMIN_TOKEN, "{\"active\":false}"));
    assertThat(replicas.until(profile, answer -> answer.statusCode() == 403)).isLessThan(A_SECOND);
    Replicas.json(replicas.get(0).send("PATCH", path, Gateway.ADMIN_TOKEN, "{\"active\":true}"));
    assertThat(replicas.until(profile, answer -> answer.statusCode() == 200)).isLessThan(A_SECOND);
    Replicas.json(replicas.get(0).send("DELETE", "/v1/account/me", key, ""));
    assertThat(replicas.until(profile, answer -> answer.statusCode() == 401)).isLessThan(A_SECOND);
  }

  @Test
  void aCredentialIsReplacedAndRemovedWithinASecond() throws Exception {
    Replicas.MadeKey made = replicas.makeKey(1_000_000);
    String chat = Replicas.CHAT.replace("echo/x", "openai/gpt-4o");
    replicas.provider.script((request, wire) -> wire.json(200, OpenAi.COMPLETION.replace("Hello there",
        "key " + request.header("authorization").replaceAll(".*(?=....$)", ""))));
    Function<GatewayProcess, HttpResponse<String>> call =
        gateway -> gateway.send("POST", "/v1/chat/completions", made.key(), chat);
    for (String end : List.of("0001", "0002", "0003")) {
      Replicas.json(replicas.get(0).send("PUT", "/v1/account/providers", Gateway.KEY,
          "{\"provider\":\"openai\",\"api_key\":\"sk-replaced-" + end + "\"}"));
      assertThat(replicas.until(call, answer -> answer.body().contains("key " + end))).isLessThan(A_SECOND);
    }
    Replicas.json(replicas.get(0).send("DELETE", "/v1/account/providers/openai", Gateway.KEY, ""));
    assertThat(replicas.until(call, answer -> answer.body().contains("provider_credentials_missing"))).isLessThan(A_SECOND);
  }
}
