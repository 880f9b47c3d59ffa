package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Gateway;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What GET /v1/account/models says of models: prices, limits, what the key may use and what is connected. */
class ITAccountModels {

  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir
  static Path folder;
  static Gateway gateway;

  @BeforeAll
  static void start() throws Exception {
    Path prices = folder.resolve("prices.csv");
    Files.writeString(prices, """
        provider,model,input,output,max_input_tokens,max_output_tokens,tier_above,input_above,tools,vision,pdf
        groq,our-own-model,1.25,0.000000001,1000,100,200k,2.5,yes,no,yes
        """);
    gateway = Gateway.start("orqen.prices.file=" + prices);
    assertThat(gateway.put("/v1/account/providers", "{\"provider\":\"groq\",\"api_key\":\"gsk-canary-models\"}").statusCode()).isEqualTo(200);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  private static JsonNode get(String key, String query) throws Exception {
    HttpResponse<String> answer = Gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + "/v1/account/models" + query))
        .header("Authorization", "Bearer " + key));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return JSON.readTree(answer.body());
  }

  private static List<JsonNode> all(String key, String query) throws Exception {
    List<JsonNode> models = new ArrayList<>();
    String after = "";
    do {
      JsonNode page = get(key, "?limit=100" + query + after);
      page.get("data").forEach(models::add);
      after = page.get("has_more").asBoolean() ? "&after=" + page.get("next_cursor").asText() : null;
    } while (after != null);
    return models;
  }

  @Test
  void aModelHasTheOperatorsPricesAndLimits() throws Exception {
    JsonNode model = all(Gateway.KEY, "&provider=groq").stream().filter(one -> one.get("id").asText().equals("groq/our-own-model"))
        .findFirst().orElseThrow();

    assertThat(model).isEqualTo(JSON.readTree("""
        {"id":"groq/our-own-model","object":"account.model","provider":"groq","prices":{"input":1.25,"output":1E-9,"cache_read":null,
         "cache_write_5m":null,"cache_write_1h":null,"tier_above":200000,"input_above":2.5,"output_above":null,"cache_read_above":null,
         "input_flex":null,"output_flex":null,"input_priority":null,"output_priority":null},"context_window":1000,
         "max_output_tokens":100,"capabilities":["tools","pdf"],"allowed":true,"enabled":true}"""));
  }

  @Test
  void onlyConnectedProvidersAreListedUnlessAllAreAskedFor() throws Exception {
    List<JsonNode> connected = all(Gateway.KEY, "");
    List<JsonNode> all = all(Gateway.KEY, "&all=true");

    assertThat(connected).allMatch(model -> model.get("enabled").asBoolean())
        .anyMatch(model -> model.get("provider").asText().equals("groq"))
        .noneMatch(model -> model.get("provider").asText().equals("anthropic"));
    assertThat(all).hasSizeGreaterThan(connected.size()).doesNotHaveDuplicates()
        .anyMatch(model -> model.get("provider").asText().equals("anthropic") && !model.get("enabled").asBoolean());
  }

  @Test
  void whatTheKeyMayNotUseIsNotAllowed() throws Exception {
    HttpResponse<String> made = gateway.post("/v1/account/keys", "{\"name\":\"k\",\"allowed_models\":[\"groq/our-*\"]}");
    String key = JSON.readTree(made.body()).get("key").asText();

    List<JsonNode> models = all(key, "&provider=groq");

    assertThat(models).filteredOn(model -> model.get("allowed").asBoolean()).extracting(model -> model.get("id").asText())
        .containsExactly("groq/our-own-model");
    assertThat(models).hasSizeGreaterThan(1);
  }

  @Test
  void aParameterThatThereIsNotIsRefused() {
    assertThat(gateway.get("/v1/account/models?al=true").statusCode()).isEqualTo(400);
    assertThat(gateway.get("/v1/account/models?all=perhaps").body()).contains("invalid_value");
  }
}
