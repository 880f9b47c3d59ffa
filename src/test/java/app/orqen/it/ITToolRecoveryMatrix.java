package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Spoken;
import app.orqen.it.support.Spoken.Form;
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

/** The ways in which a model asks for tools that were left out: every surface, every provider's form, plain and streamed. */
class ITToolRecoveryMatrix {

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
    List<Arguments> ways = new ArrayList<>();
    for (Surface surface : Surface.values()) {
      for (Form form : Form.values()) {
        ways.add(Arguments.of(surface, form, false));
        ways.add(Arguments.of(surface, form, true));
      }
    }
    return ways.stream();
  }

  /** What a model says in a round, which may name tools that were left out. */
  private interface Round {
    Spoken says(String one, String other);
  }

  /** A model that says each of these in turn, and the last one from then on. What was missed before mustn't matter, so it wants other tools. */
  private static final class Model {

    private final AtomicInteger asked = new AtomicInteger();
    private volatile String one;
    private volatile String other;

    Model(Form form, boolean stream, Round... rounds) {
      calls.provider().script((request, socket) -> {
        int round = asked.incrementAndGet();
        if (round == 1) {
          List<String> offered = form.offered(request);
          List<String> left = ToolCalls.TWENTY.stream().filter(name -> !offered.contains(name) && !name.equals("weather")).toList();
          one = left.get(left.size() - 1);
          other = left.get(left.size() - 2);
        }
        rounds[Math.min(rounds.length, round) - 1].says(one, other).to(socket, form, stream);
      });
    }
  }

  /**
   * Asks with twenty tools.
   *
   * @param credentials fields of the request, with a comma behind them; or nothing
   */
  static HttpResponse<String> ask(ToolCalls calls, Surface surface, String credentials, String model, boolean stream, String tools, String text) {
    String fields = "{" + credentials + "\"model\":\"" + model + "\",\"stream\":" + stream;
    String message = ToolCalls.user(surface, text);
    return switch (surface) {
      case OPENAI -> calls.gateway().post("/v1/chat/completions", fields + ",\"messages\":[" + message + "],\"tools\":" + tools
          + (stream ? ",\"stream_options\":{\"include_usage\":true}}" : "}"));
      case ANTHROPIC -> calls.gateway().post("/v1/messages",
          fields + ",\"max_tokens\":9000,\"messages\":[" + message + "],\"tools\":" + tools + "}");
      case RESPONSES -> calls.gateway().post("/v1/responses", fields + ",\"store\":false,\"include\":[\"reasoning.encrypted_content\"],"
          + "\"input\":[" + message + "],\"tools\":" + tools + "}");
      case CONVERSE -> calls.gateway().post("/model/" + model.replace("/", "%2F").replace(":", "%3A") + "/converse" + (stream ? "-stream" : ""),
          "{" + credentials + "\"messages\":[" + message + "],\"toolConfig\":{\"tools\":" + tools + "}}");
    };
  }

  static HttpResponse<String> ask(ToolCalls calls, Surface surface, Form form, boolean stream, String text) {
    return ask(calls, surface, form.credentials() + ",", form.model(surface), stream, ToolCalls.tools(surface, ToolCalls.TWENTY),
        text + " by " + surface + form + stream);
  }

  private static HttpResponse<String> ask(Surface surface, Form form, boolean stream, String text) {
    return answered(ask(calls, surface, form, stream, text));
  }

  private static HttpResponse<String> answered(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).doesNotContain("find_tools");
    return answer;
  }

  private static List<String> offered(Form form) {
    return form.offered(calls.provider().last());
  }

  private static String names(String name) {
    return "{\"names\":[\"" + name + "\"]}";
  }

  @ParameterizedTest
  @MethodSource("everyWay")
  void whatTheModelThoughtReachesTheClientAndGoesBack(Surface surface, Form form, boolean stream) {
    Model model = new Model(form, stream,
        (one, other) -> new Spoken().thinking("first thought", "sig1").text("One").call("t1", "find_tools", names(one)),
        (one, other) -> new Spoken().thinking("second thought", "sig2").text("Two").call("t2", one, "{}"));

    HttpResponse<String> answer = ask(surface, form, stream, "Show my photo after some thought");

    assertThat(model.asked.get()).isEqualTo(2);
    assertThat(answer.body()).contains("first thought", "second thought", "One", "Two", model.one).doesNotContain("\"t1\"");
    assertThat(calls.provider().last().text()).contains("Loaded: " + model.one, "One");
    if (form != Form.OPENAI) { // Its thinking has no signature.
      assertThat(calls.provider().last().text()).contains("sig1");
    }
    assertThat(ITToolRecovery.usage(surface, answer.body())).as(answer.body()).containsExactly(6L, 8L);
  }

  @ParameterizedTest
  @MethodSource("everyWay")
  void callsOfTheClientsToolsGoToTheClient(Surface surface, Form form, boolean stream) {
    Model model = new Model(form, stream, (one, other) -> new Spoken().text("Both").call("t1", "find_tools", names(one))
        .call("t2", "weather", "{\"city\":\"Oslo\"}"));

    HttpResponse<String> answer = ask(surface, form, stream, "Show my weather and something else");

    assertThat(model.asked.get()).isEqualTo(1);
    assertThat(answer.body()).contains("weather", "Oslo", "Both").doesNotContain("\"t1\"");
    assertThat(answer.body()).contains(switch (surface) {
      case OPENAI -> "\"tool_calls\"";
      case RESPONSES -> "\"function_call\"";
      default -> "\"tool_use\"";
    });
    String found = model.one;
    assertThat(offered(form)).doesNotContain(found);
    ask(surface, form, stream, "Show my weather and something else"); // The same conversation.
    assertThat(offered(form)).endsWith(found);
  }

  @ParameterizedTest
  @MethodSource("everyWay")
  void severalQuestionsAtOnceAreAllAnswered(Surface surface, Form form, boolean stream) {
    Model model = new Model(form, stream,
        (one, other) -> new Spoken().text("One").call("t1", "find_tools", names(one)).call("t2", "find_tools", names(other)),
        (one, other) -> new Spoken().text("Two").call("t3", other, "{}").call("t4", one, "{}"));

    HttpResponse<String> answer = ask(surface, form, stream, "Show my photo and two things");

    assertThat(model.asked.get()).isEqualTo(2);
    assertThat(calls.provider().last().text()).contains("Loaded: " + model.one, "Loaded: " + model.other);
    assertThat(offered(form)).hasSize(5).endsWith(model.one, model.other);
    assertThat(answer.body()).contains(model.one, model.other).doesNotContain("\"t1\"").doesNotContain("\"t2\"");
  }

  @ParameterizedTest
  @MethodSource("everyWay")
  void wrongArgumentsAreUnderstood(Surface surface, Form form, boolean stream) {
    Model model = new Model(form, stream,
        (one, other) -> new Spoken().text("One").call("t1", "find_tools", "{\"names\":7,\"query\":[\"" + one + "\"]}"),
        (one, other) -> new Spoken().text("Two").call("t2", one, "{}"));

    HttpResponse<String> answer = ask(surface, form, stream, "Show my photo with wrong arguments");

    assertThat(model.asked.get()).isEqualTo(2);
    assertThat(offered(form)).contains(model.one);
    assertThat(answer.body()).contains(model.one).doesNotContain("\"t1\"");
  }

  /** Only arguments that are a text can be broken. They are searched for, whether or not a translation had a place for them. */
  @ParameterizedTest
  @MethodSource("everyWay")
  void brokenArgumentsAreSearchedFor(Surface surface, Form form, boolean stream) {
    if (form != Form.OPENAI && form != Form.RESPONSES) {
      return;
    }
    Model model = new Model(form, stream, (one, other) -> new Spoken().text("One").call("t1", "find_tools", "{" + one + ", please"),
        (one, other) -> new Spoken().text("Two"));

    HttpResponse<String> answer = ask(surface, form, stream, "Show my photo with broken arguments");

    assertThat(model.asked.get()).isEqualTo(2);
    assertThat(offered(form)).hasSize(8).contains(model.one);
    assertThat(answer.body()).contains("Two").doesNotContain("\"t1\"");
  }

  /** The other forms are in {@link ITToolRecovery}. */
  static Stream<Arguments> surfaces() {
    return everyWay().filter(way -> way.get()[1] == Form.RESPONSES);
  }

  @ParameterizedTest
  @MethodSource("surfaces")
  void aModelThatAsksForeverGetsAllToolsAndThenItsAnswerEnds(Surface surface, Form form, boolean stream) {
    Model model = new Model(form, stream, (one, other) -> new Spoken().text("One").call("t1", "find_tools", "{\"query\":\"nothing\"}"));

    HttpResponse<String> answer = ask(surface, form, stream, "Forever");

    assertThat(model.asked.get()).isEqualTo(4);
    assertThat(offered(form)).hasSize(20).doesNotContain("find_tools");
    assertThat(answer.body()).contains("One").doesNotContain("tool_use\"").doesNotContain("\"tool_calls").doesNotContain("\"function_call\"");
  }

  @ParameterizedTest
  @MethodSource("surfaces")
  void anUnaskedCallPassesWhereItFitsAndIsElseMadeAgain(Surface surface, Form form, boolean stream) {
    for (String tool : List.of("telescope", "satellite")) {
      String fits = "{\"grape\":\"Merlot\"}";
      boolean guess = tool.equals("telescope");
      Model model = new Model(form, stream, (one, other) -> new Spoken().text("One").call("t1", tool, guess ? "{\"wine\":\"Shiraz\"}" : fits),
          (one, other) -> new Spoken().text("Two").call("t2", tool, fits));
      String text = "A photo, and a guess at the " + tool + " by " + surface + stream;

      HttpResponse<String> answer = answered(ask(calls, surface, form.credentials() + ",", form.model(surface), stream,
          ITToolRecovery.demanding(surface, tool), text));

      boolean had = form.offered(calls.provider().requests().get(0)).contains(tool); // What was missed before may rank first.
      assertThat(model.asked.get()).isEqualTo(guess && !had ? 2 : 1);
      assertThat(answer.body()).contains(tool, guess && had ? "Shiraz" : "Merlot");
    }
  }
}
