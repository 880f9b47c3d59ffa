package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Eventually;
import app.orqen.it.support.Surface;
import app.orqen.it.support.ToolCalls;
import app.orqen.it.support.Wires;
import app.orqen.translate.Wire;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A request that asks its provider again, because the model wants a tool that was left out: each call has to fit the budget. */
class ITBudgetRounds {

  private static final Pattern NEED = Pattern.compile("the request may need ([0-9]+) tokens");
  /** What the provider says that each call used. */
  private static final int USED = 7;

  /** A tool that was asked for once comes along the next time, so that each case asks for others. */
  private static final List<String> WANTED = List.of("vineyard", "telescope", "orchestra", "satellite", "harbour", "museum", "battery",
      "garden", "insurance", "passport", "playlist", "warehouse", "payroll", "recipe", "flight", "translation", "weather", "calendar");

  static ToolCalls calls;
  static int requests;

  @BeforeAll
  static void start() {
    calls = ToolCalls.start();
    Wires.liftLimit(calls.gateway());
  }

  @AfterAll
  static void stop() throws Exception {
    calls.stop();
  }

  private static HttpResponse<String> ask(Surface surface, Wire wire, boolean stream, long budget) {
    calls.key("{\"k_target_override\":2,\"daily_token_budget\":" + budget + "}");
    requests++;
    String wanted = WANTED.get(requests - 1);
    AtomicInteger round = new AtomicInteger();
    calls.provider().script((request, socket) -> {
      boolean has = calls.offered(wire).contains(wanted);
      ITToolRecovery.say(socket, wire, stream, "t" + round.incrementAndGet(), has ? wanted : "find_tools",
          has ? "{}" : "{\"names\":[\"" + wanted + "\"]}");
    });
    return calls.ask(surface, wire, stream, "Show my photo by " + surface + wire + stream + requests, "");
  }

  /** Returns the tokens that all requests have used, when all of them are written. */
  private static long spent() throws Exception {
    Eventually.holds(() -> summary().get("requests").asInt() == requests);
    return summary().get("input_tokens").asLong() + summary().get("output_tokens").asLong();
  }

  private static JsonNode summary() {
    return ToolCalls.tree(calls.gateway().get("/v1/account/usage/summary").body());
  }

  @ParameterizedTest
  @CsvSource({"OPENAI, OPENAI, false", "OPENAI, OPENAI, true", "ANTHROPIC, ANTHROPIC, false", "ANTHROPIC, ANTHROPIC, true",
    "CONVERSE, CONVERSE, false", "CONVERSE, CONVERSE, true"})
  void aSecondCallThatDoesNotFitDoesNotGoOut(Surface surface, Wire wire, boolean stream) throws Exception {
    Matcher need = NEED.matcher(ask(surface, wire, stream, 1).body());
    assertThat(need.find()).isTrue();
    long spentBefore = spent();
    int sentBefore = calls.provider().requests().size();

    HttpResponse<String> answer = ask(surface, wire, stream, spentBefore + Long.parseLong(need.group(1)) + 1);

    assertThat(calls.provider().requests().size() - sentBefore).as(answer.body()).isEqualTo(1);
    assertThat(answer.body()).contains("has no room for this request");
    assertThat(spent()).isEqualTo(spentBefore + USED);

    HttpResponse<String> room = ask(surface, wire, stream, spentBefore + 1_000_000);

    assertThat(room.statusCode()).as(room.body()).isEqualTo(200);
    assertThat(room.body()).contains(WANTED.get(requests - 1));
    assertThat(spent()).isEqualTo(spentBefore + 3 * USED);
  }
}
