package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Conversations;
import app.orqen.it.support.StandIn;
import app.orqen.it.support.Surface;
import app.orqen.it.support.ToolCalls;
import app.orqen.it.support.Wires;
import app.orqen.translate.Wire;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A target that fails after its model has asked for tools, and another one that answers. */
class ITToolFallback {

  static ToolCalls calls;

  @BeforeAll
  static void start() {
    calls = ToolCalls.start(ToolCalls.PATIENT,
        "orqen.models.aliases.pair=" + Wires.model(Wire.GEMINI) + ", " + Wires.model(Wire.ANTHROPIC),
        "orqen.models.aliases.pair-openai=" + Wires.model(Wire.OPENAI) + ", " + Wires.model(Wire.GEMINI),
        "orqen.models.aliases.pair-anthropic=" + Wires.model(Wire.ANTHROPIC) + ", " + Wires.model(Wire.GEMINI));
    calls.key("{\"k_target_override\":2}");
    for (String id : new String[] {"openai", "gemini", "anthropic"}) {
      calls.gateway().put("/v1/account/providers", "{\"provider\":\"" + id + "\"," + Wires.CREDENTIALS + "}");
    }
  }

  @AfterAll
  static void stop() throws Exception {
    calls.stop();
  }

  @Test
  void anotherTargetGetsTheToolsAndNothingThatTheFirstSaid() {
    String wanted = "vineyard";
    calls.provider().script((request, socket) -> {
      if (!request.line().contains("gemini")) {
        ITToolRecovery.say(socket, Wire.ANTHROPIC, false, "t2", wanted, "{}");
      } else if (calls.offered(Wire.GEMINI).contains(wanted)) {
        socket.json(503, Wires.error(Wire.GEMINI, "", "UNAVAILABLE", "down"));
      } else {
        socket.json(200, ITToolRecovery.with(Wires.answer(Wire.GEMINI), "t1", "find_tools", "{\"names\":[\"" + wanted + "\"]}"));
      }
    });
    HttpResponse<String> answer = calls.gateway().post("/v1/messages", "{\"model\":\"pair\",\"max_tokens\":100,\"messages\":["
        + ToolCalls.user(Surface.ANTHROPIC, "Show my weather and my payroll from another target") + "],\"tools\":"
        + ToolCalls.tools(Surface.ANTHROPIC, ToolCalls.TWENTY) + "}");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(calls.provider().requests()).hasSize(3);
    assertThat(answer.body()).contains("H\u00e9", wanted).doesNotContain("find_tools").doesNotContain("\"t1\"");
    assertThat(calls.provider().last().text()).doesNotContain("Loaded: " + wanted).doesNotContain("\"t1\"");
    assertThat(calls.offered(Wire.ANTHROPIC)).contains(wanted);
  }

  // Streams

  /** How the first target fails in the round after the one in which its model asked for a tool. */
  enum Failure {
    STATUS, CUT, ERROR_EVENT, CUT_LATER;

    void of(Wire wire, StandIn.Wire socket) throws Exception {
      if (this == STATUS) {
        socket.json(503, Wires.error(wire, "overloaded_error", "", "down"));
        return;
      }
      socket.events();
      if (this == CUT_LATER) {
        socket.chunk(wire == Wire.OPENAI ? chunk("{\"role\":\"assistant\",\"content\":\"\"}", "null") : START);
      } else if (this == ERROR_EVENT) {
        socket.chunk(new String(Wires.errorEvent(wire, "busy"), StandardCharsets.UTF_8));
      }
      socket.cut();
    }
  }

  /** A new one for each request, since a tool that models asked for ranks higher later on. */
  private static String wanted;

  private static String asked() {
    return "{\\\"names\\\":[\\\"" + wanted + "\\\"]}";
  }

  private static final String START = event("message_start", "\"message\":{\"id\":\"msg_of_the_first\",\"type\":\"message\",\"role\":\"assistant\","
      + "\"model\":\"claude\",\"content\":[],\"stop_reason\":null,\"stop_sequence\":null,\"usage\":{\"input_tokens\":100,\"output_tokens\":1}}");

  private static String event(String type, String rest) {
    return "event: " + type + "\ndata: {\"type\":\"" + type + "\"" + (rest.isEmpty() ? "" : "," + rest) + "}\n\n";
  }

  private static String chunk(String delta, String finish) {
    return "data: {\"id\":\"chatcmpl-of-the-first\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"gpt-4o\",\"choices\":[{\"index\":0,"
        + "\"delta\":" + delta + ",\"finish_reason\":" + finish + "}]}\n\n";
  }

  /** Returns a stream in which the model asks for a tool, after a text if there is one. */
  private static String asks(Wire wire, String text) {
    if (wire == Wire.OPENAI) {
      return chunk("{\"role\":\"assistant\",\"content\":\"" + text + "\"}", "null")
          + chunk("{\"tool_calls\":[{\"index\":0,\"id\":\"t1\",\"type\":\"function\",\"function\":{\"name\":\"find_tools\",\"arguments\":\"\"}}]}", "null")
          + chunk("{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"" + asked() + "\"}}]}", "null") + chunk("{}", "\"tool_calls\"")
          + "data: {\"id\":\"chatcmpl-of-the-first\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"gpt-4o\",\"choices\":[],"
          + "\"usage\":{\"prompt_tokens\":100,\"completion_tokens\":7,\"total_tokens\":107}}\n\ndata: [DONE]\n\n";
    }
    String before = text.isEmpty() ? "" : event("content_block_start", "\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}")
        + event("content_block_delta", "\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"" + text + "\"}")
        + event("content_block_stop", "\"index\":0");
    int place = text.isEmpty() ? 0 : 1;
    return START + before + event("content_block_start", "\"index\":" + place
        + ",\"content_block\":{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"find_tools\",\"input\":{}}")
        + event("content_block_delta", "\"index\":" + place + ",\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"" + asked() + "\"}")
        + event("content_block_stop", "\"index\":" + place)
        + event("message_delta", "\"delta\":{\"stop_reason\":\"tool_use\",\"stop_sequence\":null},\"usage\":{\"output_tokens\":7}")
        + event("message_stop", "");
  }

  private static HttpResponse<String> stream(String surface, String model) {
    List<String> names = new ArrayList<>(ToolCalls.TWENTY);
    names.add(wanted);
    Conversations.forget(calls.gateway());
    String question = "Show my weather and my payroll, " + surface + " " + System.nanoTime();
    String flat = "[" + String.join(",", names.stream().map(name -> "{\"type\":\"function\",\"name\":\"" + name
        + "\",\"description\":\"Looks up the " + name + " of the user\",\"parameters\":{\"type\":\"object\",\"properties\":{}}}").toList()) + "]";
    return switch (surface) {
      case "openai" -> calls.gateway().post("/v1/chat/completions", "{\"model\":\"" + model + "\",\"stream\":true,\"messages\":["
          + ToolCalls.user(Surface.OPENAI, question) + "],\"tools\":" + ToolCalls.tools(Surface.OPENAI, names) + "}");
      case "anthropic" -> calls.gateway().post("/v1/messages", "{\"model\":\"" + model + "\",\"stream\":true,\"max_tokens\":100,\"messages\":["
          + ToolCalls.user(Surface.ANTHROPIC, question) + "],\"tools\":" + ToolCalls.tools(Surface.ANTHROPIC, names) + "}");
      case "converse" -> calls.gateway().post("/model/" + model + "/converse-stream", "{\"messages\":["
          + ToolCalls.user(Surface.CONVERSE, question) + "],\"toolConfig\":{\"tools\":" + ToolCalls.tools(Surface.CONVERSE, names) + "}}");
      default -> calls.gateway().post("/v1/responses", "{\"model\":\"" + model + "\",\"stream\":true,\"store\":false,\"input\":\""
          + question + "\",\"tools\":" + flat + "}");
    };
  }

  static Stream<Arguments> streams() {
    List<Arguments> all = new ArrayList<>();
    for (String surface : new String[] {"openai", "anthropic", "converse", "responses"}) {
      for (Wire wire : new Wire[] {Wire.OPENAI, Wire.ANTHROPIC}) {
        // OpenAI gets a client's responses in their own form.
        if (wire == Wire.ANTHROPIC || !surface.equals("responses")) {
          for (Failure failure : Failure.values()) {
            all.add(Arguments.of(surface, wire, failure));
          }
        }
      }
    }
    return all.stream();
  }

  @BeforeEach
  void wantAnother() {
    wanted = "relic" + System.nanoTime();
  }

  private static void script(Wire wire, String text, Failure failure) {
    calls.provider().script((request, socket) -> {
      if (request.line().contains("gemini")) {
        ITToolRecovery.say(socket, Wire.GEMINI, true, "t2", wanted, "{}");
      } else if (calls.offered(wire).contains(wanted)) {
        failure.of(wire, socket);
      } else {
        socket.answer(200, Wires.streamType(wire), Wires.utf8(asks(wire, text)));
      }
    });
  }

  /** The client has got nothing of the round in which the model asked, so that another target can answer in its place. */
  @ParameterizedTest
  @MethodSource("streams")
  void aStreamThatOnlyAskedForToolsIsGoneOnFrom(String surface, Wire wire, Failure failure) throws Exception {
    script(wire, "", failure);
    HttpResponse<String> answer = stream(surface, "pair-" + wire.name().toLowerCase(Locale.ROOT));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).contains(wanted).doesNotContain("find_tools", "of-the-first", "of_the_first", "\"error\":{", "busy", "down");
    assertThat(answer.body().split("message_start\"", -1).length).isLessThanOrEqualTo(2);
    assertThat(calls.provider().last().line()).contains("gemini");
    assertThat(calls.provider().last().text()).doesNotContain("Loaded: " + wanted).doesNotContain("\"t1\"");
    assertThat(calls.offered(Wire.GEMINI)).contains(wanted);
    assertThat(answer.headers().firstValue("x-orqen-model")).contains(Wires.model(Wire.GEMINI));
    JsonNode row = calls.gateway().row(answer);
    assertThat(row.path("attempts").findValuesAsText("provider")).containsExactly(wire.name().toLowerCase(Locale.ROOT), "gemini");
    assertThat(row.path("input_tokens").asLong()).as("the round that asked was billed").isGreaterThan(100);
  }

  /** Without a failure the held beginning is the beginning of the one answer. */
  @ParameterizedTest
  @ValueSource(strings = {"openai", "anthropic", "converse", "responses"})
  void aStreamThatAskedForToolsHasOneBeginning(String surface) {
    calls.provider().script((request, socket) -> {
      if (calls.offered(Wire.ANTHROPIC).contains(wanted)) {
        ITToolRecovery.say(socket, Wire.ANTHROPIC, true, "t2", wanted, "{}");
      } else {
        socket.answer(200, Wires.streamType(Wire.ANTHROPIC), Wires.utf8(asks(Wire.ANTHROPIC, "")));
      }
    });
    HttpResponse<String> answer = stream(surface, "pair-anthropic");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(calls.provider().requests()).hasSize(2);
    assertThat(answer.body()).contains(wanted).doesNotContain("find_tools");
    String begins = switch (surface) {
      case "openai" -> "\"role\":\"assistant\"";
      case "anthropic" -> "\"type\":\"message_start\"";
      case "converse" -> "messageStart";
      default -> "\"type\":\"response.created\"";
    };
    assertThat(answer.body().split(begins, -1)).hasSize(2);
    assertThat(answer.headers().firstValue("x-orqen-tools-recovered")).contains(wanted);
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai", "anthropic", "converse", "responses"})
  void aStreamThatSaidSomethingBeforeIsNot(String surface) {
    script(Wire.ANTHROPIC, "Let me look.", Failure.STATUS);
    HttpResponse<String> answer = stream(surface, "pair-anthropic");
    assertThat(answer.body()).contains("Let me look.").doesNotContain(wanted);
    assertThat(calls.provider().requests()).hasSize(2).noneMatch(request -> request.line().contains("gemini"));
  }

  /** The client already has a beginning, so that the error is an event of the same response, with and without a plan. */
  @ParameterizedTest
  @ValueSource(strings = {"pair-anthropic", "anthropic/claude-sonnet-4-5"})
  void anErrorAfterAContentIsTheLastEventOfTheSameResponse(String model) {
    script(Wire.ANTHROPIC, "Let me look.", Failure.ERROR_EVENT);
    HttpResponse<String> answer = stream("responses", model);
    assertThat(answer.body()).contains("Let me look.", "response.failed").doesNotContain(wanted);
    assertThat(found(answer, "\"response\":\\{\"id\":\"([^\"]+)").stream().distinct()).hasSize(1);
    List<String> numbers = found(answer, "\"sequence_number\":(\\d+)");
    assertThat(numbers).isEqualTo(IntStream.range(0, numbers.size()).mapToObj(Integer::toString).toList());
  }

  private static List<String> found(HttpResponse<String> answer, String pattern) {
    return Pattern.compile(pattern).matcher(answer.body()).results().map(found -> found.group(1)).toList();
  }
}
