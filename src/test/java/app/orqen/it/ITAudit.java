package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.BothDatabases;
import app.orqen.it.support.Gateway;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A change and its entry in the audit log are written together or not at all, on H2 and on PostgreSQL. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(OutputCaptureExtension.class)
class ITAudit {

  private static final ObjectMapper JSON = new ObjectMapper();

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

  private static JsonNode call(Gateway gateway, String token, String method, String path, String body, int status)
      throws Exception {
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(gateway.url() + path))
        .header("Authorization", "Bearer " + token).header("Content-Type", "application/json");
    HttpResponse<String> answer = Gateway.send(request.method(method, body == null
        ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body)));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return JSON.readTree(answer.body());
  }

  private static List<String> actions(JsonNode list) {
    List<String> actions = new ArrayList<>();
    list.get("data").forEach(entry -> actions.add(entry.get("action").asText()));
    return actions;
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("gateways")
  void everyChangeIsWrittenDown(Gateway gateway, CapturedOutput output) throws Exception {
    JsonNode account = call(gateway, Gateway.ADMIN_TOKEN, "POST", "/v1/admin/accounts", "{\"name\":\"acme\"}", 201);
    String id = account.get("id").asText();
    String key = account.get("key").asText();
    JsonNode made = call(gateway, key, "POST", "/v1/account/keys", "{\"name\":\"agent\"}", 201);
    String path = "/v1/account/keys/" + made.get("id").asText();
    call(gateway, key, "PATCH", path, "{\"rate_limit_rpm\":7,\"name\":\"ägent\"}", 200);
    call(gateway, key, "PUT", path + "/toollist", "{\"denied_tools\":[\"rm\"]}", 200);
    call(gateway, key, "DELETE", path, null, 200);
    call(gateway, key, "PUT", "/v1/account/providers", "{\"provider\":\"openai\",\"api_key\":\"sk-canary-stored-1\"}", 200);
    call(gateway, key, "PUT", "/v1/account/providers", "{\"provider\":\"bedrock\",\"aws_region_name\":\"eu-west-1\","
        + "\"aws_access_key_id\":\"AKIDCANARY\",\"aws_secret_access_key\":\"secret-canary\","
        + "\"aws_session_token\":\"session-canary\"}", 200);
    call(gateway, key, "DELETE", "/v1/account/providers/openai", null, 200);
    call(gateway, key, "DELETE", "/v1/account/providers/openai", null, 404);
    call(gateway, key, "DELETE", "/v1/account/providers/" + "x".repeat(200), null, 404);
    call(gateway, Gateway.ADMIN_TOKEN, "PATCH", "/v1/admin/accounts/" + id, "{\"name\":\"acme 2\"}", 200);

    JsonNode list = call(gateway, key, "GET", "/v1/account/audit", null, 200);
    assertThat(actions(list)).containsExactlyInAnyOrder("account.created", "key.created", "key.changed",
        "key.toollist_changed", "key.revoked", "provider.stored", "provider.stored", "provider.removed", "account.changed");
    JsonNode changed = find(list, "key.changed");
    String callersKey = call(gateway, key, "GET", "/v1/account/keys", null, 200).at("/data/0/id").asText();
    assertThat(changed.get("actor").asText()).isEqualTo("key");
    assertThat(changed.get("key_id").asText()).isEqualTo(callersKey);
    assertThat(changed.get("target").asText()).isEqualTo(made.get("id").asText());
    assertThat(changed.at("/changes/rate_limit_rpm").asInt()).isEqualTo(7);
    assertThat(changed.at("/changes/name").asText()).isEqualTo("ägent");
    assertThat(changed.get("object").asText()).isEqualTo("audit.entry");
    assertThat(changed.get("created_at").asText()).endsWith("Z");
    assertThat(find(list, "account.changed").get("actor").asText()).isEqualTo("operator");
    assertThat(find(list, "provider.stored").at("/changes/fields").toString()).contains("aws_session_token");
    assertThat(output.getAll()).contains("orqen.audit")
        .contains("action=key.changed by=key key=" + callersKey + " account=" + id + " target=" + made.get("id").asText());

    call(gateway, key, "DELETE", "/v1/account/me", null, 200);
    JdbcClient jdbc = gateway.bean(JdbcClient.class);
    assertThat(jdbc.sql("select count(*) from audit_entry where account_id = :id").param("id", id).query(Long.class).single())
        .isZero();
    JsonNode all = call(gateway, Gateway.ADMIN_TOKEN, "GET", "/v1/admin/audit?limit=100", null, 200);
    JsonNode deleted = find(all, "account.deleted");
    assertThat(deleted.get("target").asText()).isEqualTo(id);
    assertThat(deleted.get("account_id").isNull() && deleted.get("key_id").isNull() && deleted.get("changes").isNull()).isTrue();
    assertThat(all.toString()).doesNotContain("acme").doesNotContain(callersKey);
  }

  private static JsonNode find(JsonNode list, String action) {
    for (JsonNode entry : list.get("data")) {
      if (entry.get("action").asText().equals(action)) {
        return entry;
      }
    }
    throw new AssertionError("no " + action + " in " + list);
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("gateways")
  void listsHavePagesAndBelongToTheirReaders(Gateway gateway) throws Exception {
    JsonNode account = call(gateway, Gateway.ADMIN_TOKEN, "POST", "/v1/admin/accounts", "{\"name\":\"pages\"}", 201);
    String key = account.get("key").asText();
    for (int i = 0; i < 4; i++) {
      call(gateway, key, "POST", "/v1/account/keys", "{\"name\":\"k" + i + "\"}", 201);
    }
    List<String> seen = new ArrayList<>();
    String after = "";
    for (int page = 0; page < 3; page++) {
      JsonNode list = call(gateway, key, "GET", "/v1/account/audit?limit=2" + after, null, 200);
      list.get("data").forEach(entry -> seen.add(entry.get("id").asText()));
      assertThat(list.get("has_more").asBoolean()).isEqualTo(page < 2);
      after = "&after=" + list.get("next_cursor").asText();
    }
    assertThat(seen).hasSize(5).doesNotHaveDuplicates();
    JsonNode filtered = call(gateway, Gateway.ADMIN_TOKEN, "GET", "/v1/admin/audit?account_id="
        + account.get("id").asText(), null, 200);
    assertThat(actions(filtered)).hasSize(5);
    assertThat(actions(call(gateway, key, "GET", "/v1/account/audit?action=account.created", null, 200)))
        .containsExactly("account.created");
    call(gateway, Gateway.ADMIN_TOKEN, "POST", "/v1/admin/vault/reencrypt", null, 200);
    JsonNode all = call(gateway, Gateway.ADMIN_TOKEN, "GET", "/v1/admin/audit?limit=100", null, 200);
    assertThat(find(all, "vault.reencrypted").at("/changes/undecryptable").isInt()).isTrue();
    assertThat(all.findValuesAsText("actor")).as("the first start").contains("gateway");
    call(gateway, key, "GET", "/v1/admin/audit", null, 401);
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("gateways")
  void whatCannotBeWrittenDownIsNotDone(Gateway gateway) {
    JdbcClient jdbc = gateway.bean(JdbcClient.class);
    long before = jdbc.sql("select count(*) from api_key").query(Long.class).single();
    jdbc.sql("alter table audit_entry rename to audit_away").update();
    try {
      assertThat(gateway.post("/v1/account/keys", "{\"name\":\"unseen\"}").statusCode()).isGreaterThanOrEqualTo(500);
    } finally {
      jdbc.sql("alter table audit_away rename to audit_entry").update();
    }
    assertThat(jdbc.sql("select count(*) from api_key").query(Long.class).single()).isEqualTo(before);
  }

  /** Calls that store the same credential at the same moment: the first one is stored once, and replaced by the others. */
  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("gateways")
  void changesAtTheSameMomentAreAllWrittenDown(Gateway gateway) throws Exception {
    int rounds = 5;
    int callers = 4;
    JsonNode account = call(gateway, Gateway.ADMIN_TOKEN, "POST", "/v1/admin/accounts", "{\"name\":\"crowd\"}", 201);
    String key = account.get("key").asText();
    ExecutorService threads = Executors.newFixedThreadPool(callers);
    try {
      for (int round = 0; round < rounds; round++) {
        List<Callable<JsonNode>> calls = Collections.nCopies(callers, () -> call(gateway, key, "PUT",
            "/v1/account/providers", "{\"provider\":\"groq\",\"api_key\":\"gsk-canary-crowd\"}", 200));
        for (Future<JsonNode> answer : threads.invokeAll(calls)) {
          assertThat(answer.get().get("status").asText()).isEqualTo("connected");
        }
        call(gateway, key, "DELETE", "/v1/account/providers/groq", null, 200);
      }
    } finally {
      threads.shutdown();
    }
    List<String> actions = actions(call(gateway, key, "GET", "/v1/account/audit?limit=100", null, 200));
    assertThat(Collections.frequency(actions, "provider.stored")).isEqualTo(rounds * callers);
    assertThat(Collections.frequency(actions, "provider.removed")).isEqualTo(rounds);
  }

  /** Nobody's change undoes another's: above all, no new name makes active again what was just switched off. */
  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("gateways")
  void changesOfDifferentFieldsAtTheSameMomentAllHold(Gateway gateway) throws Exception {
    String admin = Gateway.ADMIN_TOKEN;
    String mine = call(gateway, admin, "POST", "/v1/admin/accounts", "{\"name\":\"apart\"}", 201).get("key").asText();
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      for (int round = 0; round < 40; round++) {
        String key = "/v1/account/keys/"
            + call(gateway, mine, "POST", "/v1/account/keys", "{\"name\":\"old\"}", 201).get("id").asText();
        JsonNode made = call(gateway, admin, "POST", "/v1/admin/accounts", "{\"name\":\"old\"}", 201);
        String account = "/v1/admin/accounts/" + made.get("id").asText();
        for (List<String> target : List.of(List.of(mine, key), List.of(admin, account))) {
          List<Callable<JsonNode>> calls = List.of(
              () -> call(gateway, target.get(0), "PATCH", target.get(1), "{\"name\":\"new\"}", 200),
              () -> call(gateway, target.get(0), "PATCH", target.get(1), "{\"active\":false}", 200));
          for (Future<JsonNode> answer : threads.invokeAll(calls)) {
            answer.get();
          }
          JsonNode now = call(gateway, target.get(0), "PATCH", target.get(1), "{}", 200);
          assertThat(now.get("name").asText() + now.get("active")).as(now.toString()).isEqualTo("newfalse");
        }
      }
    } finally {
      threads.shutdown();
    }
  }
}
