package app.orqen.it.support;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.vault.CredentialStore;
import app.orqen.vault.StoredCredential;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A gateway with policies of two targets, and the stand-ins of their providers. */
public final class PolicyGateway implements AutoCloseable {

  /** Begins the secret of each stored credential, and the provider's id follows. */
  public static final String SECRET = "stored-canary-9012";
  private static final String POLICY = """
      - templatedRoute:
          routeTemplateRef: policy
          routeId: policy-%s
          parameters:
            - {name: name, value: "%s"}
            - name: targets
              value: |
                %s
                %s
      """;

  /** The routes folder. */
  public final Path folder;
  /** OpenAI. */
  public final StandIn first = new StandIn();
  /** Every other provider. */
  public final StandIn second = new StandIn();
  public final Gateway gateway;
  /** The id of the first account's key. */
  public final String keyId;

  public PolicyGateway() throws IOException {
    this("openai/gpt-4o", "groq/llama-3.3-70b-versatile");
  }

  /** Starts it with more policies, which lead to these two targets. */
  public PolicyGateway(String one, String other, String... more) throws IOException {
    folder = Files.createTempDirectory("orqen-policies");
    try (Stream<Path> files = Files.list(Path.of("routes"))) {
      for (Path file : files.filter(path -> path.toString().endsWith(".camel.yaml")).toList()) {
        Files.copy(file, folder.resolve(file.getFileName().toString()));
      }
    }
    policy("pair", "");
    policy("waits", "      - {name: maxWait, value: 5s}\n      - {name: total, value: 20s}\n");
    policy("short", "      - {name: total, value: 1s}\n");
    policy("once", "      - {name: attempts, value: \"1\"}\n");
    policy("strict", "      - {name: \"on\", value: connect}\n");
    for (String name : more) {
      policy(name, one, other, "");
    }
    policy("long", "      - name: contextTargets\n        value: xai/grok-4\n");
    gateway = Gateway.start("orqen.routes-dir=" + folder, "orqen.routes-reload=true",
        "orqen.providers.openai.base-url=" + first.url() + "/v1", "orqen.providers.groq.base-url=" + second.url() + "/v1",
        "orqen.providers.xai.base-url=" + second.url() + "/xai/v1", "orqen.providers.anthropic.base-url=" + second.url(),
        "orqen.models.aliases.counted=openai/gpt-4o, anthropic/claude-sonnet-5",
        "orqen.providers.mistral.base-url=http://127.0.0.1:" + Ports.free() + "/v1",
        ToolCalls.PATIENT, "orqen.breaker.minimum-calls=1000", "orqen.breaker.window=1000");
    CredentialStore store = gateway.bean(CredentialStore.class);
    String account = gateway.bean(JdbcClient.class).sql("select id from account").query(String.class).single();
    for (String id : new String[] {"openai", "groq", "xai", "anthropic"}) {
      store.put(account, id, StoredCredential.DEFAULT, 1, Map.of("api_key", SECRET + id), "…9012");
    }
    keyId = new ObjectMapper().readTree(gateway.get("/v1/account/keys").body()).at("/data/0/id").asText();
  }

  @Override
  public void close() throws IOException {
    gateway.close();
    first.close();
    second.close();
  }

  /** Lets both answer, and stores the first one's credential again, since a limited one is left out for a while. */
  public void renew() {
    bothAnswer();
    assertThat(gateway.put("/v1/account/providers", "{\"provider\":\"openai\",\"api_key\":\"" + SECRET + "openai\"}").statusCode())
        .isEqualTo(200);
  }

  public void bothAnswer() {
    first.script(OpenAi::greet);
    second.script(OpenAi::greet);
  }

  /** Writes the file of a policy with the targets OpenAI and Groq, and with more parameters. */
  public void policy(String name, String more) throws IOException {
    policy(name, "openai/gpt-4o", "groq/llama-3.3-70b-versatile", more);
  }

  private void policy(String name, String one, String other, String more) throws IOException {
    Files.writeString(folder.resolve("policy-" + name.replace('.', '-') + ".camel.yaml"), POLICY.formatted(name, name, one, other) + more);
  }

  /** Lets a provider fail. */
  public static void fails(StandIn provider, int status, String message, String... headers) {
    provider.script((request, wire) -> wire.json(status, "{\"error\":{\"message\":\"" + message + "\",\"type\":\"api_error\"}}", headers));
  }

  /** Asks in a conversation of its own, with these fields of the body. */
  public HttpResponse<String> ask(String fields) {
    Conversations.forget(gateway);
    return gateway.post("/v1/chat/completions", "{" + fields + ",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}");
  }

  /** Returns a header of an answer, or null. */
  public static String header(HttpResponse<String> answer, String name) {
    return answer.headers().firstValue(name).orElse(null);
  }

  /** Changes the key's settings. */
  public void change(String fields) {
    HttpResponse<String> changed = Gateway.send(gateway.request("/v1/account/keys/" + keyId).header("Content-Type", "application/json")
        .method("PATCH", HttpRequest.BodyPublishers.ofString(fields)));
    assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
  }

  /** Sets the models that the key may use, as JSON. */
  public void allow(String models) {
    change("{\"allowed_models\":" + models + "}");
  }
}
