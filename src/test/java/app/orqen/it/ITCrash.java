package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Eventually;
import app.orqen.it.support.Gateway;
import app.orqen.it.support.GatewayProcess;
import app.orqen.it.support.Replicas;
import app.orqen.key.ApiKey;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A gateway that is killed in the middle of its work, as by a power cut: what it has confirmed is there after the restart. */
class ITCrash {

  private static final int CLIENTS = 4;
  private static final int CHANGES = 400;
  private static final Map<String, String> SETTINGS =
      Map.of("ORQEN_BOOTSTRAP_KEY", Gateway.KEY, "ORQEN_ADMIN_TOKEN", Gateway.ADMIN_TOKEN);

  /** What was confirmed, by key: the path of the key, and what its next answer must be. */
  private record Confirmed(String path, int status, int limit, String denied) {}

  private final Map<String, Confirmed> keys = new ConcurrentHashMap<>();
  private final Map<String, Integer> accounts = new ConcurrentHashMap<>();
  private final Map<String, String> credentials = new ConcurrentHashMap<>();
  private final Map<String, Boolean> sessions = new ConcurrentHashMap<>();
  private volatile GatewayProcess gateway;

  @Test
  void whatWasConfirmedIsThereAfterTheRestart() throws Exception {
    Path folder = GatewayProcess.folder();
    gateway = GatewayProcess.start(folder, SETTINGS);
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    for (int i = 0; i < CLIENTS; i++) {
      int client = i;
      clients.execute(() -> changeUntilKilled(client));
    }
    Eventually.holds(() -> keys.size() > CHANGES || clients.isTerminated());
    assertThat(gateway.kill()).as("128 and SIGKILL").isEqualTo(137);
    clients.shutdown();
    assertThat(clients.awaitTermination(1, TimeUnit.MINUTES)).isTrue();

    try (GatewayProcess again = GatewayProcess.start(folder, SETTINGS)) {
      gateway = again;
      Map<String, String> wrong = new HashMap<>();
      keys.forEach((key, confirmed) -> differs(key, confirmed, wrong));
      accounts.forEach((key, status) -> expect(key, "account", status, profile(key).statusCode(), wrong));
      credentials.forEach((provider, preview) -> expect(provider, "credential", preview, preview(provider), wrong));
      sessions.keySet().forEach(cookie -> expect(cookie, "session", 200, page(cookie), wrong));
      assertThat(wrong).as("of %d keys, %d accounts, %d credentials, %d sessions", keys.size(), accounts.size(),
          credentials.size(), sessions.size()).isEmpty();
      assertThat(keys.values()).extracting(Confirmed::status).contains(200, 401);
      assertThat(List.of(accounts.isEmpty(), credentials.isEmpty(), sessions.isEmpty())).containsOnly(false);
    }
  }

  /** A change counts as confirmed when its answer has come; while it is asked for, nothing is known of it. */
  private void changeUntilKilled(int client) {
    try {
      for (int round = 0; ; round++) {
        JsonNode made = json(send("POST", "/v1/account/keys", Gateway.KEY, "{\"name\":\"k\"}"));
        String key = made.get("key").asText();
        String path = "/v1/account/keys/" + made.get("id").asText();
        keys.put(key, new Confirmed(path, 200, 60, null));
        change(key, new Confirmed(path, 200, 70, null), "PATCH", path, "{\"rate_limit_rpm\":70}");
        change(key, new Confirmed(path, 200, 70, "rm"), "PUT", path + "/toollist", "{\"denied_tools\":[\"rm\"]}");
        if (round % 2 == 0) {
          change(key, new Confirmed(path, 401, 0, null), "DELETE", path, "");
        }
        String provider = List.of("openai", "groq", "xai", "mistral").get(client);
        String secret = "sk-canary-crash-" + (1000 + round % 9000);
        credentials.remove(provider);
        json(send("PUT", "/v1/account/providers", Gateway.KEY,
            "{\"provider\":\"" + provider + "\",\"api_key\":\"" + secret + "\"}"));
        credentials.put(provider, "sk-…" + secret.substring(secret.length() - 4));
        if (round % 10 == 0) {
          account();
          session();
        }
      }
    } catch (UncheckedIOException e) {
      // killed
    }
  }

  private void change(String key, Confirmed then, String method, String path, String body) {
    keys.remove(key);
    json(send(method, path, Gateway.KEY, body));
    keys.put(key, then);
  }

  private void account() {
    JsonNode account = json(send("POST", "/v1/admin/accounts", Gateway.ADMIN_TOKEN, "{\"name\":\"a\"}"));
    json(send("PATCH", "/v1/admin/accounts/" + account.get("id").asText(), Gateway.ADMIN_TOKEN, "{\"active\":false}"));
    accounts.put(account.get("key").asText(), 403);
  }

  private void session() {
    HttpResponse<String> in = Gateway.send(HttpRequest.newBuilder(gateway.address("/ui/sign-in"))
        .header("Sec-Fetch-Site", "same-origin").header("Content-Type", "application/x-www-form-urlencoded")
        .POST(HttpRequest.BodyPublishers.ofString("key=" + Gateway.KEY)));
    sessions.put(in.headers().firstValue("set-cookie").orElseThrow().replaceAll(";.*", ""), true);
  }

  private HttpResponse<String> send(String method, String path, String key, String body) {
    return gateway.send(method, path, key, body);
  }

  private static JsonNode json(HttpResponse<String> answer) {
    try {
      return Replicas.json(answer);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static <T> void expect(String subject, String what, T then, T now, Map<String, String> wrong) {
    if (!then.equals(now)) {
      wrong.put(what + " " + ApiKey.hash(subject).substring(0, 8), "confirmed " + then + ", now " + now);
    }
  }

  private void differs(String key, Confirmed confirmed, Map<String, String> wrong) {
    expect(key, "key", confirmed.status, profile(key).statusCode(), wrong);
    if (confirmed.status == 200 && !wrong.containsKey("key " + ApiKey.hash(key).substring(0, 8))) {
      expect(key, "limit", confirmed.limit, json(gateway.get(confirmed.path, key)).get("rate_limit_rpm").asInt(), wrong);
      String lists = gateway.get(confirmed.path + "/toollist", key).body();
      expect(key, "tools", confirmed.denied != null, lists.contains("rm"), wrong);
    }
  }

  private HttpResponse<String> profile(String key) {
    return gateway.get("/v1/account/me", key);
  }

  private String preview(String provider) {
    for (JsonNode stored : json(gateway.get("/v1/account/providers", Gateway.KEY)).get("data")) {
      if (stored.get("provider").asText().equals(provider)) {
        return stored.get("preview").asText();
      }
    }
    return "none";
  }

  private int page(String cookie) {
    return Gateway.send(HttpRequest.newBuilder(gateway.address("/ui/keys")).header("Cookie", cookie)
        .timeout(Duration.ofMinutes(1)).GET()).statusCode();
  }
}
