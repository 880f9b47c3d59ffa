package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Conversations;
import app.orqen.it.support.RouteMistakes;
import app.orqen.it.support.StandIn;
import app.orqen.it.support.Surface;
import app.orqen.it.support.ToolCalls;
import app.orqen.it.support.Wires;
import app.orqen.translate.Wire;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Tools that a client marks for a search, and targets of which only some have one: each is sent what it can use. */
class ITDeferralFallback {

  private static final String POLICY = """
      - templatedRoute:
          routeTemplateRef: policy
          routeId: policy-%s
          parameters:
            - {name: name, value: %s}
            - name: targets
              value: |
                %s
                %s
      """;
  private static final String SEARCHES = Wires.model(Wire.ANTHROPIC);

  @TempDir
  static Path folder;
  static ToolCalls calls;

  @BeforeAll
  static void start() throws Exception {
    RouteMistakes.copyRoutes(folder);
    for (Wire wire : new Wire[] {Wire.OPENAI, Wire.GEMINI}) {
      policy("lacks-last-" + wire, SEARCHES, Wires.model(wire));
      policy("lacks-first-" + wire, Wires.model(wire), SEARCHES);
    }
    calls = ToolCalls.start(ToolCalls.PATIENT, "orqen.routes-dir=" + folder);
    Wires.liftLimit(calls.gateway());
    for (String id : new String[] {"openai", "gemini", "anthropic"}) {
      calls.gateway().put("/v1/account/providers", "{\"provider\":\"" + id + "\"," + Wires.CREDENTIALS + "}");
    }
  }

  private static void policy(String name, String first, String second) throws Exception {
    Files.writeString(folder.resolve("policy-" + name + ".camel.yaml"), POLICY.formatted(name, name, first, second));
  }

  @AfterAll
  static void stop() throws Exception {
    calls.stop();
  }

  static Stream<Arguments> ways() {
    List<Arguments> all = new ArrayList<>();
    for (Surface surface : Surface.values()) {
      // OpenAI gets a client's responses in their own form.
      for (Wire lacking : surface == Surface.RESPONSES ? new Wire[] {Wire.GEMINI} : new Wire[] {Wire.OPENAI, Wire.GEMINI}) {
        all.add(Arguments.of(surface, lacking, false));
        all.add(Arguments.of(surface, lacking, true));
      }
    }
    return all.stream();
  }

  private static String mark(Surface surface, String name) {
    String tool = ToolCalls.tool(surface, name);
    return tool.substring(0, tool.length() - 1) + ",\"defer_loading\":true}";
  }

  private static HttpResponse<String> ask(Surface surface, String model, boolean stream) {
    Conversations.forget(calls.gateway());
    String search = switch (surface) {
      case ANTHROPIC -> "{\"type\":\"tool_search_tool_regex_20251119\",\"name\":\"tool_search_tool_regex\"},";
      case RESPONSES -> "{\"type\":\"tool_search\"},";
      case OPENAI, CONVERSE -> "";
    };
    String tools = "[" + search + ToolCalls.tool(surface, "weather") + "," + mark(surface, "vineyard") + "," + mark(surface, "museum") + "]";
    String body = "{\"messages\":[" + ToolCalls.user(surface, "Hold back " + model + surface + stream + System.nanoTime()) + "]";
    String plain = body + ",\"model\":\"" + model + "\",\"stream\":" + stream;
    return switch (surface) {
      case OPENAI -> calls.gateway().post("/v1/chat/completions", plain + ",\"tools\":" + tools + "}");
      case RESPONSES -> calls.gateway().post("/v1/responses",
          plain.replace("{\"messages\"", "{\"store\":false,\"input\"") + ",\"tools\":" + tools + "}");
      case ANTHROPIC -> calls.gateway().post("/v1/messages", plain + ",\"max_tokens\":100,\"tools\":" + tools + "}");
      case CONVERSE -> calls.gateway().post("/model/" + model + "/converse" + (stream ? "-stream" : ""),
          body + ",\"toolConfig\":{\"tools\":" + tools + "}}");
    };
  }

  private static boolean isOf(Wire wire, StandIn.Request request) {
    return request.line().contains("gemini") == (wire == Wire.GEMINI) && request.line().contains("/messages") == (wire == Wire.ANTHROPIC);
  }

  /** Has the targets of a wire answer as a model that asks for a tool, and the others fail. */
  private static void answers(Wire wire, boolean stream) {
    AtomicInteger round = new AtomicInteger();
    calls.provider().script((request, socket) -> {
      if (!isOf(wire, request)) {
        socket.json(503, Wires.error(wire, "overloaded_error", "UNAVAILABLE", "down"));
      } else {
        ITToolRecovery.say(socket, wire, stream, "t" + round.incrementAndGet(),
            calls.offered(wire).contains("vineyard") ? "vineyard" : "find_tools", "{\"names\":[\"vineyard\"]}");
      }
    });
  }

  private static void answered(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).contains("vineyard").doesNotContain("find_tools");
  }

  private static void heldBack(List<StandIn.Request> requests) {
    assertThat(requests).allSatisfy(request -> assertThat(request.text()).contains("find_tools", "weather")
        .doesNotContain("defer_loading", "tool_search_tool"));
    assertThat(requests.get(0).text()).doesNotContain("of the user\",\"vineyard", "Looks up the vineyard");
  }

  @ParameterizedTest
  @MethodSource("ways")
  void theLaterTargetLacksTheSearch(Surface surface, Wire lacking, boolean stream) {
    answers(lacking, stream);
    answered(ask(surface, "lacks-last-" + lacking, stream));
    List<StandIn.Request> requests = List.copyOf(calls.provider().requests());
    assertThat(requests).hasSize(3);
    assertThat(requests.get(0).text()).contains("defer_loading", "museum").doesNotContain("find_tools");
    heldBack(requests.subList(1, 3));
  }

  @ParameterizedTest
  @MethodSource("ways")
  void theFirstTargetLacksTheSearch(Surface surface, Wire lacking, boolean stream) {
    answers(lacking, stream);
    answered(ask(surface, "lacks-first-" + lacking, stream));
    heldBack(List.copyOf(calls.provider().requests()));
    assertThat(calls.provider().requests()).hasSize(2);
  }

  /** What the gateway holds back for the first target, it finds for the next one too. */
  @ParameterizedTest
  @MethodSource("ways")
  void theFirstTargetLacksTheSearchAndFails(Surface surface, Wire lacking, boolean stream) {
    answers(Wire.ANTHROPIC, stream);
    answered(ask(surface, "lacks-first-" + lacking, stream));
    heldBack(List.copyOf(calls.provider().requests()));
    assertThat(calls.provider().requests()).hasSize(3);
  }
}
