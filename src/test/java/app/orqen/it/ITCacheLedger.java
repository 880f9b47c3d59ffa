package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Gateway;
import app.orqen.it.support.StandIn;
import app.orqen.it.support.Wires;
import app.orqen.translate.Wire;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A request's row tells why the provider's cache didn't have the beginning of its prompt, and what that cost. */
class ITCacheLedger {

  private static final String INSTRUCTIONS = "instructions-canary-of-a-ledger";

  static StandIn provider;
  static Gateway gateway;

  @BeforeAll
  static void start() {
    provider = new StandIn();
    gateway = Gateway.start("orqen.providers.anthropic.base-url=" + provider.url());
    for (String name : new String[] {"a", "b"}) {
      gateway.put("/v1/account/providers", "{\"provider\":\"anthropic\",\"name\":\"" + name + "\",\"api_key\":\"sk-canary-of-" + name + "\"}");
    }
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    provider.close();
  }

  @BeforeEach
  void theCacheIsRead() {
    answers(5000, 0);
  }

  /** Answers with these tokens of the prompt read from the cache and written to it. */
  private static void answers(int cached, int written) {
    String usage = "\"usage\":{\"input_tokens\":3,\"cache_read_input_tokens\":" + cached + ",\"cache_creation_input_tokens\":" + written + ",";
    provider.script((request, to) -> {
      if (request.text().contains("\"stream\":true")) {
        to.answer(200, "text/event-stream", Wires.utf8(new String(Wires.stream(Wire.ANTHROPIC, true), StandardCharsets.UTF_8)
            .replace("\"usage\":{\"input_tokens\":3,", usage)));
      } else {
        to.json(200, Wires.answer(Wire.ANTHROPIC).replace("\"usage\":{\"input_tokens\":3,", usage));
      }
    });
  }

  /** Asks in a surface's form, and returns the request's row. */
  private static JsonNode turn(String surface, boolean stream, String session, String system, String history) throws Exception {
    String model = "anthropic/claude-sonnet-4-5";
    String head = "{\"model\":\"" + model + "\"," + (stream ? "\"stream\":true," : "");
    String path = "/v1/chat/completions";
    String body = switch (surface) {
      case "chat" -> head + "\"messages\":[{\"role\":\"system\",\"content\":\"" + system + "\"}," + history + "]}";
      case "messages" -> head + "\"max_tokens\":10,\"system\":\"" + system + "\",\"messages\":[" + history + "]}";
      case "responses" -> head + "\"instructions\":\"" + system + "\",\"input\":[" + history + "]}";
      default -> "{\"system\":[{\"text\":\"" + system + "\"}],\"messages\":["
          + history.replaceAll("\"content\":(\"[^\"]*\")", "\"content\":[{\"text\":$1}]") + "]}";
    };
    path = switch (surface) {
      case "chat" -> path;
      case "messages" -> "/v1/messages";
      case "responses" -> "/v1/responses";
      default -> "/model/" + model.replace("/", "%2F") + "/converse" + (stream ? "-stream" : "");
    };
    HttpResponse<String> answer = Gateway.send(gateway.request(path).header("Content-Type", "application/json")
        .header("X-Orqen-Session-Id", session).POST(HttpRequest.BodyPublishers.ofString(body)));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return gateway.row(answer);
  }

  private static String said(String role, String text) {
    return "{\"role\":\"" + role + "\",\"content\":\"" + text + "\"}";
  }

  private static final String FIRST = said("user", "hi");
  private static final String LATER = FIRST + "," + said("assistant", "yes") + "," + said("user", "more");

  private static void assertBreak(JsonNode row, String reason) {
    assertThat(row.path("cache_break_reason").textValue()).as(row.toString()).isEqualTo(reason);
    assertThat(row.path("cache_break_usd").isNumber()).isEqualTo(reason != null);
  }

  @ParameterizedTest
  @CsvSource({"chat,false", "chat,true", "messages,false", "messages,true", "converse,false", "converse,true", "responses,false",
      "responses,true"})
  void theChangedPartAndItsCostAreTold(String surface, boolean stream) throws Exception {
    String session = UUID.randomUUID().toString();
    answers(0, 5000);
    assertBreak(turn(surface, stream, session, INSTRUCTIONS, FIRST), null);
    answers(5000, 0);
    assertBreak(turn(surface, stream, session, INSTRUCTIONS, LATER), null);
    answers(0, 5000);
    JsonNode other = turn(surface, stream, session, INSTRUCTIONS + "!", LATER);
    assertBreak(other, "client:system");
    assertThat(other.path("cache_break_usd").decimalValue()).as("5,000 tokens written at 3.75 and not read at 0.30 dollars a million")
        .isEqualByComparingTo("0.01725");
    answers(5000, 0);
    JsonNode changed = turn(surface, stream, session, INSTRUCTIONS + "!", LATER.replace("yes", "no") + "," + said("assistant", "x"));
    int before = surface.equals("chat") ? 1 : 0; // the system's message counts there
    assertBreak(changed, "client:message " + (2 + before));
    assertThat(changed.path("cache_break_usd").decimalValue()).as("it was in the cache all the same").isZero();
  }

  /** The gateway itself changes the credential, when the one that has the cache is refused. */
  @Test
  void theGatewaysOwnSwitchIsItsOwn() throws Exception {
    String session = UUID.randomUUID().toString();
    answers(0, 5000);
    assertBreak(turn("messages", false, session, INSTRUCTIONS, FIRST), null);
    String before = provider.last().header("x-api-key");
    provider.script((request, to) -> {
      if (request.header("x-api-key").equals(before)) {
        to.json(401, Wires.error(Wire.ANTHROPIC, "authentication_error", "", "no"));
      } else {
        to.json(200, Wires.answer(Wire.ANTHROPIC));
      }
    });
    assertBreak(turn("messages", false, session, INSTRUCTIONS, LATER), "gateway:credential");
    gateway.put("/v1/account/providers", "{\"provider\":\"anthropic\",\"name\":\"" + before.replaceAll(".*-", "") + "\",\"api_key\":\"" + before + "\"}");
  }

  @Test
  void withoutASessionNothingIsKnown() throws Exception {
    HttpResponse<String> answer = gateway.post("/v1/messages", "{\"model\":\"anthropic/claude-sonnet-4-5\",\"max_tokens\":10,\"messages\":["
        + FIRST + "]}");
    JsonNode row = gateway.row(answer);
    assertThat(row.has("cache_break_reason")).isTrue();
    assertBreak(row, null);
  }
}
