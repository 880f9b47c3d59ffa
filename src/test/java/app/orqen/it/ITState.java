package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.orqen.it.support.BothDatabases;
import app.orqen.it.support.Eventually;
import app.orqen.it.support.Gateway;
import app.orqen.it.support.Lists;
import app.orqen.it.support.StandIn;
import app.orqen.usage.OldRows;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Accounts, keys, credentials and usage, the same on the embedded H2 and on a real PostgreSQL. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ITState {

  private static final ObjectMapper JSON = new ObjectMapper();

  private StandIn provider;
  private BothDatabases databases;

  @BeforeAll
  void start() throws Exception {
    provider = new StandIn();
    databases = new BothDatabases("orqen.providers.openai.base-url=" + provider.url() + "/v1");
  }

  @AfterAll
  void stop() throws Exception {
    databases.close();
    provider.close();
  }

  Stream<Gateway> gateways() {
    return databases.all();
  }

  private static JsonNode json(HttpResponse<String> answer, int status) throws Exception {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return JSON.readTree(answer.body());
  }

  /** H2 would write each with its statement beside the database, where nobody reads it and nothing removes it. */
  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("gateways")
  void anErrorOfTheDatabaseLeavesNoFile(Gateway gateway) throws Exception {
    assertThatThrownBy(() -> gateway.bean(JdbcClient.class)
        .sql("select 'a value' from nothing").query(String.class).list()).isInstanceOf(DataAccessException.class);
    try (Stream<Path> data = Files.list(
        Path.of(gateway.context().getEnvironment().getRequiredProperty("orqen.data-dir")))) {
      assertThat(data).noneMatch(file -> file.toString().endsWith(".trace.db"));
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("gateways")
  void aKeyLives(Gateway gateway) throws Exception {
    JsonNode made = json(gateway.post("/v1/account/keys", "{\"name\":\"production-agent\",\"rate_limit_rpm\":2}"), 201);
    String key = made.get("key").asText();
    String id = made.get("id").asText();
    String path = "/v1/account/keys/" + id;
    assertThat(key).matches("sk-orq-[0-9a-f]{64}");
    assertThat(made.get("preview").asText()).startsWith(key.substring(0, 11)).endsWith(key.substring(67));
    assertThat(made.get("object").asText()).isEqualTo("account.key");
    assertThat(json(gateway.get("/v1/keys"), 200).get("data").get(0).has("key")).isFalse();
    assertThat(json(gateway.send("GET", "/v1/account/me", key, null), 200).get("active").asBoolean()).isTrue();

    String chat = "{\"model\":\"echo/x\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    assertThat(gateway.send("POST", "/v1/chat/completions", key, chat).statusCode()).isEqualTo(200);
    assertThat(gateway.send("POST", "/v1/chat/completions", key, chat).statusCode()).isEqualTo(200);
    HttpResponse<String> limited = gateway.send("POST", "/v1/chat/completions", key, chat);
    assertThat(limited.statusCode()).isEqualTo(429);
    assertThat(limited.headers().firstValue("retry-after").orElseThrow()).matches("\\d+");
    assertThat(json(gateway.send("PATCH", path, Gateway.KEY, "{\"rate_limit_rpm\":100}"), 200)
        .get("rate_limit_rpm").asInt()).isEqualTo(100);
    assertThat(gateway.send("POST", "/v1/chat/completions", key, chat).statusCode()).as("at once").isEqualTo(200);

    json(gateway.send("PATCH", path, Gateway.KEY, "{\"active\":false}"), 200);
    assertThat(gateway.send("GET", "/v1/account/me", key, null).statusCode()).isEqualTo(401);
    json(gateway.send("PATCH", path, Gateway.KEY, "{\"active\":true,\"expires_at\":\"2999-01-01T00:00:00+01:00\"}"), 200);
    JsonNode lists = json(gateway.send("PUT", path + "/toollist", Gateway.KEY, "{\"allowed_tools\":[\"a\",\"b*\"],\"denied_tools\":[],\"keep_tools\":null}"), 200);
    assertThat(lists.get("allowed_tools").size()).isEqualTo(2);
    assertThat(json(gateway.get(path + "/toollist"), 200)).isEqualTo(lists);
    for (String field : List.of("allowed_tools", "denied_tools", "keep_tools")) {
      JsonNode half = json(gateway.send("PUT", path + "/toollist", Gateway.KEY, "{\"" + field + "\":[\"a\",\"b\\uD83D*\"]}"), 400);
      assertThat(half.at("/error/param").asText()).isEqualTo(field);
      assertThat(half.at("/error/message").asText()).contains("surrogate");
    }
    assertThat(json(gateway.get(path + "/toollist"), 200)).isEqualTo(lists);

    assertThat(json(gateway.send("DELETE", path, key, null), 200).get("deleted").asBoolean())
        .as("revoking the key in use").isTrue();
    assertThat(gateway.send("GET", "/v1/account/me", key, null).statusCode()).isEqualTo(401);
    assertThat(gateway.send("DELETE", path, Gateway.KEY, null).statusCode()).isEqualTo(404);
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("gateways")
  void inputIsCheckedFieldByField(Gateway gateway) throws Exception {
    List<String[]> wrong = List.of(
        new String[] {"{\"name\":\"x\",\"colour\":1}", "colour"}, new String[] {"{}", "name"},
        new String[] {"{\"name\":\" \"}", "name"}, new String[] {"{\"name\":1}", "name"},
        new String[] {"{\"name\":\"" + "x".repeat(101) + "\"}", "name"},
        new String[] {"{\"name\":\"x\",\"rate_limit_rpm\":\"60\"}", "rate_limit_rpm"},
        new String[] {"{\"name\":\"x\",\"rate_limit_rpm\":1.5}", "rate_limit_rpm"},
        new String[] {"{\"name\":\"x\",\"rate_limit_rpm\":0}", "rate_limit_rpm"},
        new String[] {"{\"name\":\"x\",\"rate_limit_rpm\":1000001}", "rate_limit_rpm"},
        new String[] {"{\"name\":\"x\",\"rate_limit_rpm\":true}", "rate_limit_rpm"},
        new String[] {"{\"name\":\"x\",\"k_target_override\":129}", "k_target_override"},
        new String[] {"{\"name\":\"x\",\"expires_at\":\"2001-01-01T00:00:00Z\"}", "expires_at"},
        new String[] {"{\"name\":\"x\",\"expires_at\":\"2999-01-01\"}", "expires_at"});
    for (String[] input : wrong) {
      JsonNode error = json(gateway.post("/v1/account/keys", input[0]), 400).get("error");
      assertThat(error.get("param").asText()).as(input[0]).isEqualTo(input[1]);
    }
    for (String broken : List.of("", "[]", "{\"name\":\"a\",\"name\":\"b\"}", "{\"name\":\"a\"} x")) {
      json(gateway.post("/v1/account/keys", broken), 400);
    }
    JsonNode foreign = json(gateway.put("/v1/account/providers",
        "{\"provider\":\"openai\",\"api_key\":\"sk-12345678\",\"aws_region_name\":\"x\"}"), 400);
    assertThat(foreign.at("/error/param").asText()).isEqualTo("aws_region_name");
    assertThat(json(gateway.put("/v1/account/providers", "{\"provider\":\"openai\"}"), 400).at("/error/param").asText())
        .isEqualTo("api_key");
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("gateways")
  void accountsAreApartAndLeaveNothingBehind(Gateway gateway) throws Exception {
    JsonNode account = json(gateway.send("POST", "/v1/admin/accounts", Gateway.ADMIN_TOKEN, "{\"name\":\"acme\"}"), 201);
    String key = account.get("key").asText();
    String id = account.get("id").asText();
    assertThat(gateway.send("GET", "/v1/admin/accounts", "wrong", null).statusCode()).isEqualTo(401);
    JsonNode own = json(gateway.send("GET", "/v1/account/keys", key, null), 200).get("data").get(0);
    assertThat(gateway.send("DELETE", "/v1/account/keys/" + own.get("id").asText(), Gateway.KEY, null).statusCode())
        .as("another account's key").isEqualTo(404);

    JsonNode stored = json(gateway.send("PUT", "/v1/account/providers", key, "{\"provider\":\"openai\",\"api_key\":\"sk-canary-stored-9f0e\"}"), 200);
    assertThat(stored.get("preview").asText()).isEqualTo("sk-…9f0e");
    assertThat(stored.get("status").asText()).isEqualTo("connected");
    String chat = "{\"model\":\"gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    json(gateway.send("POST", "/v1/chat/completions", key, chat), 200);
    assertThat(provider.last().header("authorization")).isEqualTo("Bearer sk-canary-stored-9f0e");
    JdbcClient jdbc = gateway.bean(JdbcClient.class);
    assertThat(jdbc.sql("select token from provider_credential").query(String.class).list())
        .allSatisfy(token -> assertThat(token).startsWith("gAAAA").doesNotContain("canary"));
    JsonNode again = json(gateway.send("POST", "/v1/admin/vault/reencrypt", Gateway.ADMIN_TOKEN, null), 200);
    assertThat(again.get("undecryptable").asInt()).isZero();

    json(gateway.send("PATCH", "/v1/admin/accounts/" + id, Gateway.ADMIN_TOKEN, "{\"active\":false}"), 200);
    HttpResponse<String> inactive = gateway.send("GET", "/v1/account/me", key, null);
    assertThat(inactive.statusCode()).isEqualTo(403);
    assertThat(inactive.body()).contains("account_inactive").contains("support@orqen.app");
    json(gateway.send("PATCH", "/v1/admin/accounts/" + id, Gateway.ADMIN_TOKEN, "{\"active\":true}"), 200);

    json(gateway.send("DELETE", "/v1/account/me", key, null), 200);
    assertThat(gateway.send("GET", "/v1/account/me", key, null).statusCode()).isEqualTo(401);
    for (String table : List.of("api_key", "provider_credential", "request_log")) {
      assertThat(jdbc.sql("select count(*) from " + table + " where account_id = :id").param("id", id)
          .query(Long.class).single()).as(table).isZero();
    }
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("gateways")
  void everyListIsPaged(Gateway gateway) throws Exception {
    JsonNode account = json(gateway.send("POST", "/v1/admin/accounts", Gateway.ADMIN_TOKEN, "{\"name\":\"lists\"}"), 201);
    String key = account.get("key").asText();
    fill(gateway, account.get("id").asText(), key);
    Map<String, String> lists = Map.of("/v1/account/keys", "id", "/v1/account/providers", "provider",
        "/v1/account/usage/daily", "date", "/v1/account/usage/by-key", "key_id", "/v1/account/requests", "id",
        "/v1/account/sessions", "id", "/v1/admin/accounts", "id");
    for (Map.Entry<String, String> list : lists.entrySet()) {
      String path = list.getKey();
      String caller = path.contains("admin") ? Gateway.ADMIN_TOKEN : key;
      List<String> whole = Lists.walk(gateway, caller, path, 100).stream().map(i -> i.get(list.getValue()).asText()).toList();
      assertThat(whole).as(path).hasSizeGreaterThan(2).doesNotHaveDuplicates();
      assertThat(Lists.walk(gateway, caller, path, 2)).extracting(i -> i.get(list.getValue()).asText()).isEqualTo(whole);
      for (String wrong : List.of("limit=0", "limit=101", "limit=1&limit=2", "limit=a", "after=x", "after=%00")) {
        assertThat(gateway.send("GET", path + "?" + wrong, caller, null).statusCode()).as(path + wrong).isEqualTo(400);
      }
    }
    assertThat(Lists.walk(gateway, key, "/v1/account/keys", 100).get(0).get("name").asText()).as("newest").isEqualTo("key 3");
    JsonNode all = json(gateway.send("GET", "/v1/account/providers?all=true", key, null), 200);
    assertThat(all.get("data").size()).isGreaterThan(40);
  }

  /** Keys, credentials and requests, three and more of each. */
  private static void fill(Gateway gateway, String account, String key) throws Exception {
    JdbcClient jdbc = gateway.bean(JdbcClient.class);
    for (int i = 0; i < 4; i++) {
      json(gateway.send("POST", "/v1/account/keys", key, "{\"name\":\"key " + i + "\"}"), 201);
      String provider = List.of("openai", "groq", "mistral", "xai").get(i);
      json(gateway.send("PUT", "/v1/account/providers", key, "{\"provider\":\"" + provider + "\",\"api_key\":\"sk-12345678\"}"), 200);
      jdbc.sql("""
              insert into request_log (id, account_id, key_id, created_at, surface, operation, session_id, stream, status,
                input_tokens, output_tokens, cached_tokens, tools_in, tools_out, tokens_saved, tools_called, tools_missed,
                prune_shadow, duration_ms, overhead_ms)
              values (:id, :account, :key, :at, 'openai', 'chat', :session, false, 200, 1, 1, 0, 0, 0, 0, 0, 0, false, 1, 1)""")
          .param("id", account + i).param("account", account).param("key", "key_" + i).param("session", "s" + i)
          .param("at", OffsetDateTime.now(ZoneOffset.UTC).minusDays(i)).update();
    }
    OldRows.sumUp(gateway);
  }

  /** What the gateway itself refuses after the key is in the account's usage too. */
  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("gateways")
  void refusalsAreCounted(Gateway gateway) throws Exception {
    JsonNode account = json(gateway.send("POST", "/v1/admin/accounts", Gateway.ADMIN_TOKEN, "{\"name\":\"refused\"}"), 201);
    String key = account.get("key").asText();
    JsonNode made = json(gateway.send("POST", "/v1/account/keys", key, "{\"name\":\"slow\",\"rate_limit_rpm\":1}"), 201);
    String slow = made.get("key").asText();
    String chat = "{\"model\":\"echo/x\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    assertThat(gateway.send("POST", "/v1/chat/completions", slow, chat).statusCode()).isEqualTo(200);
    // Counts of tokens have a bucket of their own.
    assertThat(gateway.send("POST", "/v1/messages/count_tokens", slow, chat).statusCode()).isEqualTo(200);
    for (String path : List.of("/v1/chat/completions", "/v1/embeddings", "/v1/messages", "/v1/messages/count_tokens",
        "/model/echo%2Fx/converse-stream")) {
      assertThat(gateway.send("POST", path, slow, chat).statusCode()).as(path).isEqualTo(429);
    }
    assertThat(gateway.send("GET", "/v1/chat/completions", key, null).statusCode()).isEqualTo(405);
    assertThat(gateway.send("POST", "/v1/chat/completions", key, null).statusCode()).isEqualTo(415);
    assertThat(gateway.send("POST", "/v1/messages", key, "{").statusCode()).isEqualTo(400);
    assertThat(gateway.send("GET", "/v1/nothing", key, null).statusCode()).isEqualTo(404);
    json(gateway.send("PATCH", "/v1/account/keys/" + made.get("id").asText(), key, "{\"expires_at\":\"2999-01-01T00:00:00Z\"}"), 200);

    List<JsonNode> rows = new ArrayList<>();
    Eventually.holds(() -> {
      rows.clear();
      rows.addAll(Lists.walk(gateway, key, "/v1/account/requests", 100));
      return rows.size() >= 10;
    });
    assertThat(rows).extracting(row -> row.get("status").asInt() + " " + row.get("error_code").asText("-"))
        .containsExactlyInAnyOrder("200 -", "200 -", "429 rate_limit_exceeded", "429 rate_limit_exceeded",
            "429 rate_limit_exceeded", "429 rate_limit_exceeded", "429 rate_limit_exceeded", "405 method_not_allowed",
            "415 unsupported_media_type", "400 invalid_json");
    assertThat(rows).allSatisfy(row ->
        assertThat(row.get("model").isNull()).as(row.toString()).isEqualTo(row.get("status").asInt() != 200));
    JsonNode sums = json(gateway.send("GET", "/v1/account/usage/summary", key, null), 200);
    assertThat(sums.get("requests").asInt()).isEqualTo(10);
    assertThat(sums.get("errors").asInt()).isEqualTo(8);
  }

  @ParameterizedTest(autoCloseArguments = false)
  @MethodSource("gateways")
  void aCredentialWithoutAFieldIsClear(Gateway gateway) throws Exception {
    String path = "/v1/account/providers";
    JsonNode none = json(gateway.put(path, "{\"provider\":\"echo\"}"), 400).get("error");
    assertThat(none.get("message").asText()).contains("needs no credential").doesNotContain("'api_key' is missing");
    JsonNode aws = json(gateway.put(path, "{\"provider\":\"bedrock\",\"aws_region_name\":\"eu-west-1\"}"), 400);
    assertThat(aws.at("/error/message").asText()).contains("aws_access_key_id", "aws_bearer_token_bedrock");
    JsonNode region = json(gateway.put(path, "{\"provider\":\"bedrock\"}"), 400);
    assertThat(region.at("/error/param").asText()).isEqualTo("aws_region_name");
    JsonNode base = json(gateway.put(path,
        "{\"provider\":\"openai\",\"api_base\":\"https://x.openai.azure.com\"}"), 400);
    assertThat(base.at("/error/param").asText()).isEqualTo("api_key");
    JsonNode empty = json(gateway.put(path, "{\"provider\":\"openai\",\"api_key\":\"\"}"), 400);
    assertThat(empty.at("/error/param").asText()).isEqualTo("api_key");
    assertThat(json(gateway.put(path, "{}"), 400).at("/error/param").asText()).isEqualTo("provider");
    JsonNode large = json(gateway.put(path, "{\"provider\":\"" + "x".repeat(300_000) + "\"}"), 413);
    assertThat(large.at("/error/message").asText()).contains("262144").doesNotContain("orqen.max-request-bytes");
  }
}
