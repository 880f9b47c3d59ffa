package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Eventually;
import app.orqen.it.support.Spoken;
import app.orqen.it.support.Spoken.Form;
import app.orqen.it.support.StandIn;
import app.orqen.it.support.Surface;
import app.orqen.it.support.ToolCalls;
import app.orqen.it.support.Wires;
import app.orqen.translate.Wire;
import app.orqen.translate.framing.EventFrameEncoder;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Providers that refuse the answer of their own model, because it calls a tool that pruning left out, after the answer has begun. */
class ITToolRefusals {

  static ToolCalls calls;
  /** A tool that the request at hand lacks: what was missed before mustn't matter. */
  static volatile String wanted;

  @BeforeAll
  static void start() {
    calls = ToolCalls.start(ToolCalls.PATIENT, "orqen.models.aliases.pair=" + Wires.model(Wire.ANTHROPIC) + ", " + Wires.model(Wire.GEMINI));
    Wires.liftLimit(calls.gateway());
    calls.key("{\"k_target_override\":2}");
  }

  @AfterAll
  static void stop() throws Exception {
    calls.stop();
  }

  static Stream<Arguments> pairs() {
    return ITToolRecoveryMatrix.everyWay().map(way -> way.get()).filter(way -> !(boolean) way[2]).map(way -> Arguments.of(way[0], way[1]));
  }

  /** The events of a stream with a text. */
  private static List<String> events(Form form) {
    return List.of(new String(new Spoken().text("H\u00e9").stream(form), StandardCharsets.UTF_8).split("(?<=\n\n)"));
  }

  /** What a stream begins with before any content. */
  private static byte[] head(Form form) {
    return switch (form) {
      case CONVERSE -> EventFrameEncoder.event("messageStart", Wires.utf8("{\"role\":\"assistant\"}"));
      case GEMINI -> Wires.utf8("data: {\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[]}}]}\n\n");
      default -> Wires.utf8(events(form).get(0));
    };
  }

  /** The beginning of a text. More pieces follow the first one, so that the gateway reads it apart from what comes behind them. */
  private static byte[] text(Form form) {
    byte[] begin = new byte[0];
    byte[] piece = switch (form) {
      case OPENAI -> Wires.utf8(events(form).get(1));
      case ANTHROPIC -> Wires.utf8(events(form).get(2));
      case RESPONSES -> Wires.utf8(events(form).get(3));
      case CONVERSE -> EventFrameEncoder.event("contentBlockDelta", Wires.utf8("{\"contentBlockIndex\":0,\"delta\":{\"text\":\"H\u00e9\"}}"));
      case GEMINI -> Wires.utf8("data: {\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\"H\u00e9\"}]}}]}\n\n");
    };
    if (form == Form.ANTHROPIC || form == Form.RESPONSES) {
      begin = Wires.utf8(String.join("", events(form).subList(1, form == Form.ANTHROPIC ? 2 : 3)));
    }
    while (begin.length < 4096) {
      begin = joined(begin, piece);
    }
    return begin;
  }

  private static String words() {
    return "attempted to call tool '" + wanted + "' which was not in request.tools";
  }

  /** A response that failed. */
  private static String failed() {
    return "{\"id\":\"resp_1\",\"object\":\"response\",\"created_at\":1,\"status\":\"failed\",\"model\":\"m\",\"output\":[],"
        + "\"error\":{\"code\":\"server_error\",\"message\":\"" + words() + "\"},\"usage\":null}";
  }

  private static byte[] refusal(Form form) {
    return form == Form.RESPONSES
        ? Wires.utf8("event: response.failed\ndata: {\"type\":\"response.failed\",\"sequence_number\":1,\"response\":" + failed() + "}\n\n")
        : Wires.errorEvent(Wire.valueOf(form.name()), words());
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  /** Has the provider refuse a round with a stream, and call the tool in the next one. */
  private static AtomicInteger refuses(Form form, byte[] events, boolean apart) {
    AtomicInteger round = new AtomicInteger();
    calls.provider().script((request, socket) -> {
      if (round.incrementAndGet() == 1) {
        want(form, request);
        socket.raw("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: " + form.streamType() + "\r\n\r\n");
        if (apart) {
          socket.raw(events);
          socket.raw(refusal(form));
        } else {
          socket.raw(joined(events, refusal(form)));
        }
        socket.close();
      } else {
        says(socket, form, true);
      }
    });
    return round;
  }

  private static void want(Form form, StandIn.Request request) {
    List<String> offered = form.offered(request);
    wanted = ToolCalls.TWENTY.stream().filter(name -> !offered.contains(name)).findFirst().orElseThrow();
  }

  private static void says(StandIn.Wire socket, Form form, boolean stream) throws Exception {
    new Spoken().text("H\u00e9").call("t2", wanted, "{}").to(socket, form, stream);
  }

  private static List<String> offered(Form form) {
    return form.offered(calls.provider().last());
  }

  private static HttpResponse<String> ask(Surface surface, Form form, boolean stream, String text) {
    return ITToolRecoveryMatrix.ask(calls, surface, form, stream, text);
  }

  private static void holds(HttpResponse<String> answer, Surface surface, Form form, AtomicInteger round) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(round.get()).isEqualTo(2);
    assertThat(offered(form)).hasSize(20).doesNotContain("find_tools");
    assertThat(answer.body()).contains(wanted, "H\u00e9", "t2").doesNotContain("attempted").doesNotContain("find_tools");
    assertThat(ITToolRecovery.usage(surface, answer.body())).as(answer.body()).containsExactly(3L, 4L);
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void aStreamThatBeginsWithTheRefusalIsAskedForAgain(Surface surface, Form form) {
    AtomicInteger round = refuses(form, new byte[0], false);
    holds(ask(surface, form, true, "A photo that is refused at once"), surface, form, round);
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void soIsOneThatHasNoContentYet(Surface surface, Form form) {
    for (boolean apart : new boolean[] {false, true}) {
      AtomicInteger round = refuses(form, head(form), apart);
      HttpResponse<String> answer = ask(surface, form, true, "A photo that is refused after the head " + apart);
      holds(answer, surface, form, round);
      String begin = switch (surface) {
        case OPENAI -> "\"role\":\"assistant\"";
        case ANTHROPIC -> "event: message_start";
        case CONVERSE -> "messageStart";
        case RESPONSES -> "event: response.created";
      };
      assertThat(answer.body().split(begin, -1)).as(answer.body()).hasSize(2);
    }
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void oneWithContentEndsInTheErrorAndTheNextTurnHasTheTool(Surface surface, Form form) {
    AtomicInteger round = refuses(form, joined(head(form), text(form)), false);
    HttpResponse<String> answer = ask(surface, form, true, "A photo that is refused late");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(round.get()).isEqualTo(1);
    assertThat(answer.body()).contains("H\u00e9", "attempted to call tool");
    ask(surface, form, true, "A photo that is refused late");
    assertThat(round.get()).isEqualTo(2);
    assertThat(offered(form)).hasSize(4).contains(wanted, "find_tools");
  }

  /** An error in an answer whose status is good. */
  @ParameterizedTest
  @MethodSource("pairs")
  void aWholeAnswerThatIsTheRefusalIsAskedForAgain(Surface surface, Form form) throws Exception {
    if (form == Form.CONVERSE || form == Form.GEMINI) {
      return; // These two have no such answers.
    }
    AtomicInteger round = new AtomicInteger();
    calls.provider().script((request, socket) -> {
      if (round.incrementAndGet() > 1) {
        says(socket, form, false);
        return;
      }
      want(form, request);
      socket.json(200, form == Form.RESPONSES ? failed() : Wires.error(Wire.valueOf(form.name()), "invalid_request_error", "", words()));
    });
    HttpResponse<String> answer = ask(surface, form, false, "A photo that is refused whole");
    holds(answer, surface, form, round);
    String id = answer.headers().firstValue("x-request-id").orElseThrow();
    JsonNode row = Eventually.ask(() -> ToolCalls.tree(calls.gateway().get("/v1/account/requests/" + id).body()), found -> found.has("status"));
    assertThat(row.path("status").asInt()).isEqualTo(200);
    assertThat(row.path("error_code").isNull()).isTrue();
  }

  /** With several targets the refusal says nothing against the first one. */
  @ParameterizedTest
  @EnumSource
  void theSameTargetIsAskedAgain(Surface surface) {
    for (String id : new String[] {"gemini", "anthropic"}) {
      calls.gateway().put("/v1/account/providers", "{\"provider\":\"" + id + "\"," + Wires.CREDENTIALS + "}");
    }
    AtomicInteger round = refuses(Form.ANTHROPIC, head(Form.ANTHROPIC), true);
    HttpResponse<String> answer = ITToolRecoveryMatrix.ask(calls, surface, "", "pair", true, ToolCalls.tools(surface, ToolCalls.TWENTY),
        "A photo of a pair by " + surface);
    holds(answer, surface, Form.ANTHROPIC, round);
  }
}
