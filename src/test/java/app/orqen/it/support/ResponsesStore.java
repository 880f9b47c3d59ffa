package app.orqen.it.support;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.atomic.AtomicInteger;

/** A gateway with two accounts that both use a provider which stores responses, and the provider's stand-in. */
public final class ResponsesStore implements AutoCloseable {

  private static final ObjectMapper JSON = new ObjectMapper();
  public static final String USAGE = "\"usage\":{\"input_tokens\":3,\"output_tokens\":4,\"total_tokens\":7}";
  /** The key of the providers' stored credentials. */
  public static final String SECRET = "provider-canary-6464";
  private static final AtomicInteger NUMBERS = new AtomicInteger();

  public final StandIn provider = new StandIn();
  public final Gateway gateway;
  public final OpenAIClient sdk;
  /** The key of another account. */
  public final String other;

  public ResponsesStore() {
    gateway = Gateway.start("orqen.providers.openai.base-url=" + provider.url() + "/v1", "orqen.providers.groq.base-url=" + provider.url(),
        "orqen.models.aliases.several=groq/x, openai/gpt-5.5", "orqen.api-base-allowed-hosts=127.0.0.1", "orqen.breaker.minimum-calls=1000", "orqen.breaker.window=1000");
    store(Gateway.KEY, "openai", "");
    store(Gateway.KEY, "azure", ",\"api_base\":\"" + provider.url() + "\",\"api_version\":\"v\"");
    HttpResponse<String> made = Gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + "/v1/admin/accounts"))
        .header("Authorization", "Bearer " + Gateway.ADMIN_TOKEN).header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"Other\"}")));
    other = made.body().replaceAll("(?s).*(sk-orq-[0-9a-f]{64}).*", "$1");
    store(other, "openai", "");
    sdk = OpenAIOkHttpClient.builder().baseUrl(gateway.url() + "/v1").apiKey(Gateway.KEY).maxRetries(0).build();
  }

  @Override
  public void close() throws IOException {
    sdk.close();
    gateway.close();
    provider.close();
  }

  /** Stores a provider's credential. */
  public void store(String key, String name, String more) {
    store(key, name, more, SECRET);
  }

  /** Stores a provider's credential with another secret. */
  public void store(String key, String name, String more, String secret) {
    assertThat(call(key, "PUT", "/v1/account/providers", "{\"provider\":\"" + name + "\",\"api_key\":\"" + secret + "\"" + more + "}").statusCode())
        .isBetween(200, 201);
  }

  /** Calls the gateway; the body may be null. */
  public HttpResponse<String> call(String key, String method, String path, String body) {
    return Gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + path)).header("Authorization", "Bearer " + key)
        .header("Content-Type", "application/json")
        .method(method, body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body)));
  }

  /** Asks with the first account's key. */
  public HttpResponse<String> get(String path) {
    return call(Gateway.KEY, "GET", path, null);
  }

  /** Asks OpenAI for a response, with more members from a comma on. */
  public HttpResponse<String> create(String more) {
    return call(Gateway.KEY, "POST", "/v1/responses", "{\"model\":\"openai/gpt-5.5\",\"input\":\"x\"" + more + "}");
  }

  /** Returns a number that no response has had. */
  public static int newNumber() {
    return NUMBERS.incrementAndGet();
  }

  /** Returns an id that no response has had. */
  public static String newId() {
    return "resp_" + newNumber();
  }

  /** Returns the id of a new response that the provider keeps. */
  public String stored(String model) {
    String id = newId();
    provider.script((request, socket) -> socket.json(200, response(id, "completed", USAGE)));
    assertThat(call(Gateway.KEY, "POST", "/v1/responses", "{\"model\":\"" + model + "\",\"input\":\"x\"}").statusCode()).isEqualTo(200);
    provider.script((request, socket) -> socket.json(200, response(id, "completed", USAGE)));
    return id;
  }

  /** Returns the code of an error in OpenAI's form. */
  public static String code(HttpResponse<String> answer) throws IOException {
    return JSON.readTree(answer.body()).at("/error/code").asText();
  }

  /** Returns a response as the provider sends it, with its member {@code usage}. */
  public static String response(String id, String status, String usage) {
    return "{\"id\":\"" + id + "\",\"object\":\"response\",\"created_at\":1,\"status\":\"" + status + "\",\"error\":null,\"incomplete_details\":null,"
        + "\"instructions\":null,\"metadata\":null,\"model\":\"gpt-5.5\",\"output\":[],\"parallel_tool_calls\":true,\"temperature\":1,"
        + "\"tool_choice\":\"auto\",\"tools\":[],\"top_p\":1," + usage + "}";
  }

  /** Returns an event of a stream that has a response. */
  public static String event(String type, String response, int number) {
    return "event: " + type + "\ndata: {\"type\":\"" + type + "\",\"sequence_number\":" + number + ",\"response\":" + response + "}\n\n";
  }
}
