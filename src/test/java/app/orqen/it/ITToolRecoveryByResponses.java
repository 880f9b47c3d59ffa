package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.ResponsesAnswers;
import app.orqen.it.support.StandIn;
import app.orqen.it.support.Surface;
import app.orqen.it.support.ToolCalls;
import app.orqen.it.support.Wires;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tools that are asked for by a model that answers only in the form of the Responses API, for clients of every surface. */
class ITToolRecoveryByResponses {

  static ToolCalls calls;

  @BeforeAll
  static void start() {
    calls = ToolCalls.start();
    Wires.liftLimit(calls.gateway());
    calls.key("{\"k_target_override\":2}");
  }

  @AfterAll
  static void stop() throws Exception {
    calls.stop();
  }

  static Stream<Arguments> everyWay() {
    return Stream.of(Surface.values()).flatMap(surface -> Stream.of(Arguments.of(surface, false), Arguments.of(surface, true)));
  }

  static List<String> offered(ToolCalls calls) {
    List<String> names = new ArrayList<>();
    ToolCalls.tree(calls.provider().last().text()).path("tools").forEach(tool -> names.add(tool.path("name").asText()));
    return names;
  }

  static void say(StandIn.Wire socket, boolean stream, String id, String tool, String arguments) throws Exception {
    if (stream) {
      socket.answer(200, "text/event-stream", Wires.utf8(ResponsesAnswers.stream(id, tool, arguments)));
    } else {
      socket.json(200, ResponsesAnswers.answer(id, tool, arguments));
    }
  }

  static HttpResponse<String> ask(ToolCalls calls, Surface surface, boolean stream, String tools, String text) {
    String fields = Wires.CREDENTIALS + ",\"model\":\"" + ResponsesAnswers.MODEL + "\",\"stream\":" + stream;
    String message = ToolCalls.user(surface, text);
    return switch (surface) {
      case OPENAI -> calls.gateway().post("/v1/chat/completions", "{" + fields + ",\"messages\":[" + message + "],\"tools\":" + tools
          + (stream ? ",\"stream_options\":{\"include_usage\":true}}" : "}"));
      case ANTHROPIC -> calls.gateway().post("/v1/messages",
          "{" + fields + ",\"max_tokens\":100,\"messages\":[" + message + "],\"tools\":" + tools + "}");
      case RESPONSES -> calls.gateway().post("/v1/responses",
          "{" + fields + ",\"store\":false,\"input\":[" + message + "],\"tools\":" + tools + "}");
      case CONVERSE -> calls.gateway().post("/model/" + ResponsesAnswers.MODEL.replace("/", "%2F") + "/converse" + (stream ? "-stream" : ""),
          "{" + Wires.CREDENTIALS + ",\"messages\":[" + message + "],\"toolConfig\":{\"tools\":" + tools + "}}");
    };
  }

  private static HttpResponse<String> ask(Surface surface, boolean stream, String text) {
    return ask(calls, surface, stream, ToolCalls.tools(surface, ToolCalls.TWENTY), text + " by " + surface + stream);
  }

  @ParameterizedTest
  @MethodSource("everyWay")
  void aToolThatIsAskedForByNameIsThere(Surface surface, boolean stream) {
    AtomicInteger round = new AtomicInteger();
    calls.provider().script((request, socket) -> {
      boolean has = offered(calls).contains("vineyard");
      say(socket, stream, "t" + round.incrementAndGet(), has ? "vineyard" : "find_tools", has ? "{}" : "{\"names\":[\"vineyard\"]}");
    });

    HttpResponse<String> answer = ask(surface, stream, "Show my photo");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(round.get()).isEqualTo(2);
    assertThat(answer.body()).contains("vineyard").doesNotContain("find_tools").doesNotContain("\"t1\"");
    assertThat(offered(calls)).hasSize(4).contains("find_tools").endsWith("vineyard");
    assertThat(calls.provider().last().text()).contains("Loaded: vineyard", "find_tools", "H\u00e9", "\"t1\"");
    assertThat(ITToolRecovery.usage(surface, answer.body())).as(answer.body()).containsExactly(6L, 8L);
    if (!stream) {
      assertThat(answer.headers().firstValue("x-orqen-tools-recovered")).contains("vineyard");
    }
  }

  @ParameterizedTest
  @MethodSource("everyWay")
  void aModelThatAsksForeverGetsAllToolsAndThenItsAnswerEnds(Surface surface, boolean stream) {
    AtomicInteger round = new AtomicInteger();
    calls.provider().script((request, socket) ->
        say(socket, stream, "t" + round.incrementAndGet(), "find_tools", "{\"query\":\"nothing\"}"));

    HttpResponse<String> answer = ask(surface, stream, "Forever");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(round.get()).isEqualTo(4);
    assertThat(offered(calls)).hasSize(20).doesNotContain("find_tools");
    assertThat(answer.body()).contains("H\u00e9").doesNotContain("find_tools").doesNotContain("tool_use\"")
        .doesNotContain("\"tool_calls").doesNotContain("\"function_call\"");
  }

  @ParameterizedTest
  @MethodSource("everyWay")
  void anUnaskedCallPassesWhereItFitsAndIsElseMadeAgain(Surface surface, boolean stream) {
    AtomicInteger round = new AtomicInteger();
    calls.provider().script((request, socket) -> say(socket, stream, "t" + round.incrementAndGet(), "vineyard",
        offered(calls).contains("vineyard") ? "{\"grape\":\"Merlot\"}" : "{\"wine\":\"Shiraz\"}"));
    String tools = ITToolRecovery.demanding(surface);
    HttpResponse<String> answer = ask(calls, surface, stream, tools, "A photo, and a bad guess by " + surface + stream);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(round.get()).isEqualTo(2);
    assertThat(answer.body()).contains("vineyard", "Merlot").doesNotContain("Shiraz").doesNotContain("find_tools");

    calls.provider().script((request, socket) -> say(socket, stream, "t" + round.incrementAndGet(), "vineyard", "{\"grape\":\"Pinot\"}"));
    HttpResponse<String> good = ask(calls, surface, stream, tools, "A photo, and a good guess by " + surface + stream);
    assertThat(round.get()).isEqualTo(3);
    assertThat(good.body()).contains("vineyard", "Pinot", "H\u00e9");
  }
}
