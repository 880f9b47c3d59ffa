package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Eventually;
import app.orqen.it.support.OpenAi;
import app.orqen.it.support.ResponsesAnswers;
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
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
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

  /** Each surface and each provider's form, null for that of the Responses API. */
  static Stream<Arguments> pairs() {
    List<Arguments> pairs = new ArrayList<>();
    for (Surface surface : Surface.values()) {
      for (Wire wire : Wire.values()) {
        pairs.add(Arguments.of(surface, wire));
      }
      pairs.add(Arguments.of(surface, null));
    }
    return pairs.stream();
  }

  /** What a stream begins with before any content. */
  private static byte[] head(Wire wire) {
    if (wire == null) {
      return Wires.utf8(ResponsesAnswers.head());
    }
    return switch (wire) {
      case OPENAI -> Wires.utf8("data: {\"id\":\"c0\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"gpt-4o\",\"choices\":[{"
          + "\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}]}\n\n");
      case ANTHROPIC -> Wires.utf8("event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_0\",\"type\":\"message\","
          + "\"role\":\"assistant\",\"model\":\"claude-sonnet-4-5\",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,"
          + "\"usage\":{\"input_tokens\":0,\"output_tokens\":0}}}\n\n");
      case CONVERSE -> EventFrameEncoder.event("messageStart", Wires.utf8("{\"role\":\"assistant\"}"));
      case GEMINI -> Wires.utf8("data: {\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[]}}]}\n\n");
    };
  }

  /** A piece of text. */
  private static byte[] text(Wire wire) {
    if (wire == null) {
      String stream = ResponsesAnswers.stream("t", "t", "{}");
      return Wires.utf8(stream.substring(stream.indexOf("event: response.output_item.added"), stream.indexOf("event: response.output_text.done")));
    }
    String events = new String(Wires.stream(wire, false), StandardCharsets.UTF_8);
    return switch (wire) {
      case OPENAI -> Wires.utf8(OpenAi.chunk("H\u00e9"));
      case ANTHROPIC -> Wires.utf8(events.substring(events.indexOf("event: content_block_start"), events.indexOf("event: content_block_stop")));
      case CONVERSE -> EventFrameEncoder.event("contentBlockDelta", Wires.utf8("{\"contentBlockIndex\":0,\"delta\":{\"text\":\"H\u00e9\"}}"));
      case GEMINI -> Wires.utf8("data: {\"candidates\":[{\"content\":{\"role\":\"model\",\"parts\":[{\"text\":\"H\u00e9\"}]}}]}\n\n");
    };
  }

  /** More text, so that the gateway reads what comes before it apart from what comes behind it. */
  private static byte[] more(Wire wire) {
    byte[] piece = text(wire);
    if (wire == null || wire == Wire.ANTHROPIC) {
      String events = new String(piece, StandardCharsets.UTF_8);
      piece = Wires.utf8(events.substring(events.indexOf(wire == null ? "event: response.output_text.delta" : "event: content_block_delta")));
    }
    byte[] all = new byte[0];
    while (all.length < 4096) {
      all = joined(all, piece);
    }
    return all;
  }

  private static String refusal() {
    return "attempted to call tool '" + wanted + "' which was not in request.tools";
  }

  private static byte[] refusal(Wire wire) {
    return wire == null ? Wires.utf8(ResponsesAnswers.failed(refusal())) : Wires.errorEvent(wire, refusal());
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  /** Has the provider refuse a round with a stream, and call the tool in the next one. */
  private static AtomicInteger refuses(Wire wire, byte[] events, boolean apart) {
    AtomicInteger round = new AtomicInteger();
    calls.provider().script((request, socket) -> {
      if (round.incrementAndGet() == 1) {
        want(wire);
        String head = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Type: " + (wire == null ? "text/event-stream" : Wires.streamType(wire)) + "\r\n\r\n";
        socket.raw(head);
        if (apart) {
          socket.raw(events);
          socket.raw(refusal(wire));
        } else {
          socket.raw(joined(events, refusal(wire)));
        }
        socket.close();
      } else {
        says(socket, wire, true);
      }
    });
    return round;
  }

  private static void want(Wire wire) {
    List<String> offered = offered(wire);
    wanted = ToolCalls.TWENTY.stream().filter(name -> !offered.contains(name)).findFirst().orElseThrow();
  }

  private static void says(StandIn.Wire socket, Wire wire, boolean stream) throws Exception {
    if (wire == null) {
      ITToolRecoveryByResponses.say(socket, stream, "t2", wanted, "{}");
    } else {
      ITToolRecovery.say(socket, wire, stream, "t2", wanted, "{}");
    }
  }

  private static HttpResponse<String> ask(Surface surface, Wire wire, boolean stream, String text) {
    return wire == null
        ? ITToolRecoveryByResponses.ask(calls, surface, stream, ToolCalls.tools(surface, ToolCalls.TWENTY), text + " by " + surface)
        : calls.ask(surface, wire, stream, text + " by " + surface + wire,
            surface == Surface.OPENAI && stream ? ",\"stream_options\":{\"include_usage\":true}" : "");
  }

  private static List<String> offered(Wire wire) {
    return wire == null ? ITToolRecoveryByResponses.offered(calls) : calls.offered(wire);
  }

  private static void holds(HttpResponse<String> answer, Surface surface, Wire wire, AtomicInteger round) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(round.get()).isEqualTo(2);
    assertThat(offered(wire)).hasSize(20).doesNotContain("find_tools");
    assertThat(answer.body()).contains(wanted, "H\u00e9", "t2").doesNotContain("attempted").doesNotContain("find_tools");
    assertThat(ITToolRecovery.usage(surface, answer.body())).as(answer.body()).containsExactly(3L, 4L);
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void aStreamThatBeginsWithTheRefusalIsAskedForAgain(Surface surface, Wire wire) {
    AtomicInteger round = refuses(wire, new byte[0], false);
    holds(ask(surface, wire, true, "A photo that is refused at once"), surface, wire, round);
  }

  @ParameterizedTest
  @MethodSource("pairs")
  void soIsOneThatHasNoContentYet(Surface surface, Wire wire) {
    for (boolean apart : new boolean[] {false, true}) {
      AtomicInteger round = refuses(wire, head(wire), apart);
      HttpResponse<String> answer = ask(surface, wire, true, "A photo that is refused after the head " + apart);
      holds(answer, surface, wire, round);
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
  void oneWithContentEndsInTheErrorAndTheNextTurnHasTheTool(Surface surface, Wire wire) {
    AtomicInteger round = refuses(wire, joined(head(wire), text(wire), more(wire)), false);
    HttpResponse<String> answer = ask(surface, wire, true, "A photo that is refused late");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(round.get()).isEqualTo(1);
    assertThat(answer.body()).contains("H\u00e9", "attempted to call tool");
    ask(surface, wire, true, "A photo that is refused late");
    assertThat(round.get()).isEqualTo(2);
    assertThat(offered(wire)).hasSize(4).contains(wanted, "find_tools");
  }

  /** An error in an answer whose status is good. */
  @ParameterizedTest
  @MethodSource("pairs")
  void aWholeAnswerThatIsTheRefusalIsAskedForAgain(Surface surface, Wire wire) throws Exception {
    if (wire == Wire.CONVERSE || wire == Wire.GEMINI) {
      return; // These two have no such answers.
    }
    AtomicInteger round = new AtomicInteger();
    calls.provider().script((request, socket) -> {
      if (round.incrementAndGet() > 1) {
        says(socket, wire, false);
      } else if (wire == null) {
        want(wire);
        String failed = ResponsesAnswers.failed(refusal());
        socket.json(200, failed.substring(failed.indexOf("{\"id\""), failed.lastIndexOf('}')));
      } else {
        want(wire);
        socket.json(200, Wires.error(wire, "invalid_request_error", "", refusal()));
      }
    });
    HttpResponse<String> answer = ask(surface, wire, false, "A photo that is refused whole");
    holds(answer, surface, wire, round);
    String id = answer.headers().firstValue("x-request-id").orElseThrow();
    JsonNode row = Eventually.ask(() -> ToolCalls.tree(calls.gateway().get("/v1/account/requests/" + id).body()), found -> found.has("status"));
    assertThat(row.path("status").asInt()).isEqualTo(200);
    assertThat(row.path("error_code").isNull()).isTrue();
  }

  /** With several targets the refusal says nothing against the first one. */
  @ParameterizedTest
  @MethodSource("surfaces")
  void theSameTargetIsAskedAgain(Surface surface) {
    for (String id : new String[] {"gemini", "anthropic"}) {
      calls.gateway().put("/v1/account/providers", "{\"provider\":\"" + id + "\"," + Wires.CREDENTIALS + "}");
    }
    AtomicInteger round = refuses(Wire.ANTHROPIC, head(Wire.ANTHROPIC), true);
    String tools = ToolCalls.tools(surface, ToolCalls.TWENTY);
    String message = ToolCalls.user(surface, "A photo of a pair by " + surface);
    HttpResponse<String> answer = switch (surface) {
      case OPENAI -> calls.gateway().post("/v1/chat/completions", "{\"model\":\"pair\",\"stream\":true,\"stream_options\":{\"include_usage\":true},"
          + "\"messages\":[" + message + "],\"tools\":" + tools + "}");
      case ANTHROPIC -> calls.gateway().post("/v1/messages",
          "{\"model\":\"pair\",\"stream\":true,\"max_tokens\":100,\"messages\":[" + message + "],\"tools\":" + tools + "}");
      case RESPONSES -> calls.gateway().post("/v1/responses",
          "{\"model\":\"pair\",\"stream\":true,\"store\":false,\"input\":[" + message + "],\"tools\":" + tools + "}");
      case CONVERSE -> calls.gateway().post("/model/pair/converse-stream",
          "{\"messages\":[" + message + "],\"toolConfig\":{\"tools\":" + tools + "}}");
    };
    holds(answer, surface, Wire.ANTHROPIC, round);
  }

  static Stream<Surface> surfaces() {
    return Stream.of(Surface.values());
  }
}
