package app.orqen.it.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Gateway;
import app.orqen.it.support.OpenAi;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;

/** An account that uses {@code orqen/*}, with what it prefers, and its provider's stand-in. */
final class AutoAccount implements AutoCloseable {

  static final String GROQ = "[\"groq\"]";

  final Bench bench;
  private final String keyId;

  AutoAccount() throws Exception {
    bench = Bench.start();
    keyId = json(bench.gateway().get("/v1/account/keys")).at("/data/0/id").asText();
  }

  @Override
  public void close() throws IOException {
    bench.close();
  }

  /** Takes back what was preferred and what the key's models were. */
  void reset() {
    prefer("{}");
    key("{\"allowed_models\":null}");
  }

  static JsonNode json(HttpResponse<String> answer) throws Exception {
    return WireForm.JSON.readTree(answer.body());
  }

  void prefer(String preferences) {
    assertThat(bench.gateway().put("/v1/account/routing/preferences", preferences).statusCode()).isEqualTo(200);
  }

  /** Changes the key's settings. */
  void key(String rules) {
    assertThat(Gateway.send(bench.gateway().request("/v1/account/keys/" + keyId).header("Content-Type", "application/json")
        .method("PATCH", HttpRequest.BodyPublishers.ofString(rules))).statusCode()).isEqualTo(200);
  }

  /** Calls chat completions in a session, or in none. */
  HttpResponse<String> chat(String model, String session, String rest) {
    HttpRequest.Builder request = bench.gateway().request("/v1/chat/completions").header("Content-Type", "application/json");
    return Gateway.send((session == null ? request : request.header("X-Orqen-Session-Id", session))
        .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"" + model + "\"," + rest + "}")));
  }

  HttpResponse<String> say(String model, String session, String text) {
    return chat(model, session, "\"messages\":[{\"role\":\"user\",\"content\":\"" + text + "\"}]");
  }

  void groqAnswers() {
    bench.provider().script((request, wire) -> wire.json(200, OpenAi.COMPLETION));
  }

  /** Returns the models that the provider was asked for since its script was set. */
  List<String> asked() {
    return bench.provider().requests().stream().map(request -> {
      try {
        return WireForm.JSON.readTree(request.body()).path("model").asText();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }).toList();
  }

  /** Returns what the account sees of a model's state. */
  JsonNode model(String provider, String id) throws Exception {
    String after = "";
    do {
      JsonNode page = json(bench.gateway().get("/v1/account/routing/models/status?limit=100" + after));
      for (JsonNode one : page.get("data")) {
        if (one.get("provider").asText().equals(provider) && one.get("model_id").asText().equals(id)) {
          return one;
        }
      }
      after = "&after=" + page.get("next_cursor").asText();
    } while (!after.equals("&after=null"));
    throw new AssertionError(id + " isn't listed");
  }
}
