package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Eventually;
import app.orqen.it.support.StandIn;
import app.orqen.it.support.Surface;
import app.orqen.it.support.ToolCalls;
import app.orqen.it.support.Wires;
import app.orqen.translate.Wire;
import app.orqen.translate.framing.EventFrameDecoder;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A model that needs a tool which pruning left out asks for it, and the client sees one answer in which none of that shows. */
class ITToolRecovery {

  static ToolCalls calls;

  @BeforeAll
  static void start() {
    calls = ToolCalls.start(ToolCalls.PATIENT, "orqen.models.aliases.several=" + Wires.model(Wire.ANTHROPIC) + ", openai/gpt-4o");
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
      for (Wire wire : Wire.values()) {
        ways.add(Arguments.of(surface, wire, false));
        ways.add(Arguments.of(surface, wire, true));
      }
    }
    return ways.stream();
  }

  /** Plays a model that says something and calls {@code wanted} when it has it, and else {@code find_tools}. */
  private static void model(Wire wire, boolean stream, String wanted, String arguments) {
    AtomicInteger round = new AtomicInteger();
    calls.provider().script((request, socket) -> {
      boolean has = calls.offered(wire).contains(wanted);
      String id = "t" + round.incrementAndGet();
      say(socket, wire, stream, id, has ? wanted : "find_tools", has ? "{}" : arguments);
    });
  }

  static void say(StandIn.Wire socket, Wire wire, boolean stream, String id, String tool, String arguments)
      throws Exception {
    if (stream) {
      socket.answer(200, Wires.streamType(wire), streamed(wire, id, tool, arguments));
    } else {
      socket.json(200, with(Wires.answer(wire), id, tool, arguments));
    }
  }

  static String with(String answer, String id, String tool, String arguments) {
    return answer.replace("\"weather\"", "\"" + tool + "\"").replace("\"t1\"", "\"" + id + "\"")
        .replace(Wires.TOOL_ARGS, arguments).replace(Wires.TOOL_ARGS.replace("\"", "\\\""), arguments.replace("\"", "\\\""));
  }

  private static byte[] streamed(Wire wire, String id, String tool, String arguments) {
    byte[] whole = Wires.stream(wire, true);
    if (wire != Wire.CONVERSE) {
      return Wires.utf8(with(new String(whole, StandardCharsets.UTF_8), id, tool, arguments));
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    new EventFrameDecoder().feed(whole, 0, whole.length, frame -> out.writeBytes(EventFrameEncoder.event(frame.type(),
        Wires.utf8(with(new String(frame.payload(), StandardCharsets.UTF_8), id, tool, arguments)))));
    return out.toByteArray();
  }

  private static int requestsSince(int before) {
    return calls.provider().requests().size() - before;
  }

  @ParameterizedTest
  @MethodSource("everyWay")
  void aToolThatIsAskedForByNameIsThere(Surface surface, Wire wire, boolean stream) {
    model(wire, stream, "vineyard", "{\"names\":[\"vineyard\"]}");
    int before = calls.provider().requests().size();

    HttpResponse<String> answer = calls.ask(surface, wire, stream, "Show my photo by " + surface + wire + stream,
        surface == Surface.OPENAI && stream ? ",\"stream_options\":{\"include_usage\":true}" : "");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(requestsSince(before)).isEqualTo(2);
    assertThat(answer.body()).contains("vineyard").doesNotContain("find_tools").doesNotContain("\"t1\"");
    List<String> tools = calls.offered(wire);
    assertThat(tools).hasSize(4).contains("find_tools").endsWith("vineyard");
    String second = calls.provider().last().text();
    assertThat(second).contains("Loaded: vineyard").contains("find_tools", "H\u00e9");
    assertThat(usage(surface, answer.body())).as(answer.body()).containsExactly(6L, 8L);
    if (!stream) {
      assertThat(answer.headers().firstValue("x-orqen-tools-recovered")).contains("vineyard");
    }
    if (surface != Surface.OPENAI && stream) {
      assertThat(indexes(surface, answer.body())).isEqualTo(List.of(0, 1, 2));
    }
  }

  @ParameterizedTest
  @MethodSource("everyWay")
  void aModelThatAsksForeverGetsAllToolsAndThenItsAnswerEnds(Surface surface, Wire wire, boolean stream) {
    AtomicInteger round = new AtomicInteger();
    calls.provider().script((request, socket) ->
        say(socket, wire, stream, "t" + round.incrementAndGet(), "find_tools", "{\"query\":\"nothing\"}"));
    int before = calls.provider().requests().size();

    HttpResponse<String> answer = calls.ask(surface, wire, stream, "Forever by " + surface + wire + stream, "");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(requestsSince(before)).isEqualTo(4);
    assertThat(calls.offered(wire)).hasSize(20).doesNotContain("find_tools");
    assertThat(answer.body()).contains("H\u00e9").doesNotContain("find_tools").doesNotContain("tool_use\"")
        .doesNotContain("\"tool_calls").doesNotContain("\"function_call\"");
    assertThat(answer.body()).contains(switch (surface) {
      case OPENAI -> "\"stop\"";
      case RESPONSES -> "\"completed\"";
      default -> "end_turn";
    });
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"query\":\"grow wine in a vineyard\"}", "{\"names\":\"vineyard\"}", "{\"names\":[\"Vine-Yard\"]}",
      "{\"tool\":\"vineyard\"}", "{\"names\":[\"get_vineyard\",\"nothing\"]}"})
  void whatTheModelWritesIsUnderstood(String arguments) {
    model(Wire.ANTHROPIC, false, "vineyard", arguments);
    HttpResponse<String> answer = calls.ask(Surface.ANTHROPIC, Wire.ANTHROPIC, false, "Photo, " + arguments.hashCode(), "");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.body()).contains("\"name\":\"vineyard\"");
  }

  @Test
  void brokenArgumentsAreAQuery() {
    AtomicInteger round = new AtomicInteger();
    calls.provider().script((request, socket) -> {
      boolean has = calls.offered(Wire.OPENAI).contains("vineyard");
      socket.json(200, Wires.answer(Wire.OPENAI).replace("weather", has ? "vineyard" : "find_tools")
          .replace("t1", "t" + round.incrementAndGet()).replace("{\\\"city\\\":\\\"Oslo\\\"}", "{vineyard, please"));
    });
    HttpResponse<String> answer = calls.ask(Surface.OPENAI, Wire.OPENAI, false, "Photo with broken arguments", "");
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(ToolCalls.tree(answer.body()).at("/choices/0/message/tool_calls/0/function/name").asText())
        .isEqualTo("vineyard");
    assertThat(ToolCalls.tree(answer.body()).at("/choices/0/message/tool_calls").size()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void callsOfTheClientsToolsGoToTheClientAndTheNextTurnHasTheFoundOnes(boolean stream) {
    String two = Wires.answer(Wire.ANTHROPIC).replace("],\"stop_reason\"",
        ",{\"type\":\"tool_use\",\"id\":\"t2\",\"name\":\"find_tools\",\"input\":{\"names\":[\"museum\"]}}],\"stop_reason\"");
    String streamed = new String(Wires.stream(Wire.ANTHROPIC, true), StandardCharsets.UTF_8);
    String find = streamed.substring(streamed.indexOf("event: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":1"),
        streamed.indexOf("event: message_delta")).replace("\"index\":1", "\"index\":2").replace("weather", "find_tools")
        .replace("t1", "t2").replace("{\\\"city\\\":\\\"Oslo\\\"}", "{\\\"names\\\":[\\\"museum\\\"]}");
    calls.provider().script((request, socket) -> {
      if (stream) {
        socket.answer(200, "text/event-stream", Wires.utf8(streamed.replace("event: message_delta", find + "event: message_delta")));
      } else {
        socket.json(200, two);
      }
    });
    int before = calls.provider().requests().size();
    String session = "Weather and photo, " + stream;
    String question = ToolCalls.user(Surface.ANTHROPIC, session);
    String tools = ToolCalls.tools(Surface.ANTHROPIC, ToolCalls.TWENTY);

    HttpResponse<String> answer = calls.send(Surface.ANTHROPIC, Wire.ANTHROPIC, stream, tools, question, "");
    assertThat(requestsSince(before)).isEqualTo(1);
    assertThat(answer.body()).contains("weather", "\"tool_use\"").doesNotContain("find_tools").doesNotContain("\"index\":2");
    List<String> first = calls.offered(Wire.ANTHROPIC);

    calls.send(Surface.ANTHROPIC, Wire.ANTHROPIC, stream, tools, question + "," + ToolCalls.assistant(Surface.ANTHROPIC, "Done.")
        + "," + ToolCalls.user(Surface.ANTHROPIC, "Go on"), "");
    List<String> second = calls.offered(Wire.ANTHROPIC);
    assertThat(first).hasSize(3).endsWith("find_tools").doesNotContain("museum");
    assertThat(second.subList(0, 3)).isEqualTo(first);
    assertThat(second).hasSize(4).endsWith("museum");
    String own = "\"name\":\"find_tools\"";
    List<StandIn.Request> sent = calls.provider().requests();
    assertThat(definition(sent.get(sent.size() - 1), own)).isEqualTo(definition(sent.get(sent.size() - 2), own));
  }

  /** The bytes of a tool's definition up to the next one, which a provider's cache compares. */
  private static String definition(StandIn.Request request, String start) {
    String text = request.text();
    int at = text.indexOf(start);
    return text.substring(at, text.indexOf("input_schema", at));
  }

  @Test
  void aThinkingModelsBlocksGoBackWithTheirSignatures() {
    AtomicInteger round = new AtomicInteger();
    calls.provider().script((request, socket) -> {
      int n = round.incrementAndGet();
      boolean has = calls.offered(Wire.ANTHROPIC).contains("vineyard");
      String thinking = "{\"type\":\"thinking\",\"thinking\":\"hm " + n + "\",\"signature\":\"sig" + n + "\"},";
      socket.json(200, with(Wires.answer(Wire.ANTHROPIC).replace("\"content\":[", "\"content\":[" + thinking), "t" + n,
          has ? "vineyard" : "find_tools", has ? "{}" : "{\"names\":[\"vineyard\"]}"));
    });
    HttpResponse<String> answer = calls.ask(Surface.ANTHROPIC, Wire.ANTHROPIC, false, "A photo, after some thought", "");
    assertThat(calls.provider().last().text()).contains("\"signature\":\"sig1\"");
    assertThat(ToolCalls.tree(answer.body()).findValuesAsText("signature")).containsExactly("sig1", "sig2");
    assertThat(ToolCalls.tree(answer.body()).path("id").asText()).isEqualTo("msg_1");
  }

  @Test
  void anErrorOfTheSecondRoundIsTheAnswer() {
    AtomicInteger round = new AtomicInteger();
    calls.provider().script((request, socket) -> {
      if (round.incrementAndGet() == 1) {
        say(socket, Wire.OPENAI, false, "t1", "find_tools", "{\"names\":[\"vineyard\"]}");
      } else {
        socket.json(429, Wires.error(Wire.OPENAI, "rate_limit", "", "too many"));
      }
    });
    HttpResponse<String> answer = calls.ask(Surface.OPENAI, Wire.OPENAI, false, "A photo, then an error", "");
    assertThat(answer.statusCode()).isEqualTo(429);
    assertThat(answer.body()).contains("too many");
  }

  @ParameterizedTest
  @ValueSource(strings = {",\"tool_choice\":\"none\"", ",\"n\":2",
      ",\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"weather\"}}"})
  void theModelIsNotAskedWhereItCannotAnswer(String more) {
    calls.answers(Wire.OPENAI);
    calls.ask(Surface.OPENAI, Wire.OPENAI, false, "A photo, but " + more.hashCode(), more);
    assertThat(calls.offered(Wire.OPENAI)).doesNotContain("find_tools").hasSizeBetween(2, 3);
  }

  @Test
  void aKeyCanSwitchItOff() {
    calls.key("{\"prune_recovery\":false}");
    try {
      calls.answers(Wire.OPENAI);
      calls.ask(Surface.OPENAI, Wire.OPENAI, false, "A photo without recovery", "");
      assertThat(calls.offered(Wire.OPENAI)).hasSize(2).doesNotContain("find_tools");
    } finally {
      calls.key("{\"prune_recovery\":true}");
    }
  }

  @Test
  void theRequestsRecordTellsWhatWasAskedFor() throws Exception {
    model(Wire.OPENAI, true, "vineyard", "{\"names\":[\"vineyard\"]}");
    HttpResponse<String> answer = calls.ask(Surface.OPENAI, Wire.OPENAI, true, "A photo for the record", "");
    String id = answer.headers().firstValue("x-request-id").orElseThrow();
    JsonNode row = Eventually.ask(() -> ToolCalls.tree(calls.gateway().get("/v1/account/requests/" + id).body()),
        found -> found.has("tools_recovered"));
    assertThat(row.path("tools_recovered").get(0).asText()).isEqualTo("vineyard");
    assertThat(row.path("tools_called").asInt()).isEqualTo(1);
    assertThat(row.path("tools_missed").asInt()).isZero();
    assertThat(row.path("input_tokens").asInt()).isEqualTo(6);
    JsonNode alert = ToolCalls.tree(calls.gateway().get("/v1/account/tools/recall-alerts?limit=100").body()).path("data").get(0);
    assertThat(alert.path("tool").asText()).isEqualTo("vineyard");
    assertThat(alert.path("source").asText()).isEqualTo("recovered");
    assertThat(alert.path("created_at").asText()).isEqualTo(row.path("created_at").asText());
    for (String sums : List.of("/v1/account/usage/summary", "/v1/account/usage/daily")) {
      JsonNode usage = ToolCalls.tree(calls.gateway().get(sums).body());
      JsonNode recall = (usage.has("data") ? usage.path("data").get(usage.path("data").size() - 1) : usage).path("recall");
      assertThat(recall.isNumber()).as(usage.toString()).isTrue();
      assertThat(recall.asDouble()).as("a call of a tool that was asked for counts against it").isLessThan(1);
    }
  }

  @Test
  void aLeftOutToolThatIsCalledUnaskedPassesAndStays() {
    calls.provider().script((request, socket) -> say(socket, Wire.OPENAI, false, "t1", "vineyard", "{}"));
    String question = ToolCalls.user(Surface.OPENAI, "A photo, and a surprise");
    String tools = ToolCalls.tools(Surface.OPENAI, ToolCalls.TWENTY);
    HttpResponse<String> answer = calls.send(Surface.OPENAI, Wire.OPENAI, false, tools, question, "");
    assertThat(answer.body()).contains("\"vineyard\"");
    calls.send(Surface.OPENAI, Wire.OPENAI, false, tools, question + "," + ToolCalls.assistant(Surface.OPENAI, "Hm.") + ","
        + ToolCalls.user(Surface.OPENAI, "Go on"), "");
    assertThat(calls.offered(Wire.OPENAI)).hasSize(4).endsWith("vineyard");
  }

  /** Twenty tools of which one wants a grape. */
  private static String demanding(Surface surface) {
    return demanding(surface, "vineyard");
  }

  static String demanding(Surface surface, String tool) {
    String tools = ToolCalls.tools(surface, ToolCalls.TWENTY);
    int at = tools.indexOf("\"properties\":{}", tools.indexOf("\"name\":\"" + tool + "\""));
    return tools.substring(0, at) + "\"properties\":{\"grape\":{\"type\":\"string\"}},\"required\":[\"grape\"]"
        + tools.substring(at + "\"properties\":{}".length());
  }

  @ParameterizedTest
  @MethodSource("everyWay")
  void anUnaskedCallThatFitsItsToolPasses(Surface surface, Wire wire, boolean stream) {
    calls.provider().script((request, socket) -> say(socket, wire, stream, "t1", "vineyard", "{\"grape\":\"Merlot\"}"));
    int before = calls.provider().requests().size();

    HttpResponse<String> answer = calls.send(surface, wire, stream, demanding(surface),
        ToolCalls.user(surface, "A photo, and a good guess by " + surface + wire + stream), "");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(requestsSince(before)).isEqualTo(1);
    assertThat(answer.body()).contains("vineyard", "Merlot", "H\u00e9");
    if (surface != Surface.OPENAI && stream) {
      assertThat(indexes(surface, answer.body())).isEqualTo(List.of(0, 1));
    }
  }

  @ParameterizedTest
  @MethodSource("everyWay")
  void anUnaskedCallThatDoesNotFitIsMadeAgainWithAllTools(Surface surface, Wire wire, boolean stream) {
    AtomicInteger round = new AtomicInteger();
    calls.provider().script((request, socket) -> {
      boolean has = calls.offered(wire).contains("vineyard");
      say(socket, wire, stream, "t" + round.incrementAndGet(), "vineyard", has ? "{\"grape\":\"Merlot\"}" : "{\"wine\":\"Shiraz\"}");
    });
    int before = calls.provider().requests().size();

    HttpResponse<String> answer = calls.send(surface, wire, stream, demanding(surface),
        ToolCalls.user(surface, "A photo, and a bad guess by " + surface + wire + stream),
        surface == Surface.OPENAI && stream ? ",\"stream_options\":{\"include_usage\":true}" : "");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(requestsSince(before)).isEqualTo(2);
    assertThat(calls.offered(wire)).hasSize(20).doesNotContain("find_tools");
    assertThat(calls.provider().last().text()).contains("Shiraz", "don't fit");
    assertThat(answer.body()).contains("vineyard", "Merlot").doesNotContain("Shiraz").doesNotContain("\"t1\"");
    assertThat(usage(surface, answer.body())).as(answer.body()).containsExactly(6L, 8L);
    if (!stream) {
      assertThat(answer.headers().firstValue("x-orqen-tools-recovered")).contains("vineyard");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anUnfitCallBesideOneOfTheClientsGoesToTheClientAndTheNextTurnHasAllTools(boolean stream) {
    String tool = stream ? "telescope" : "orchestra"; // What one conversation calls together would be together in the next.
    String call = "{\"index\":%d,\"id\":\"t%d\",\"type\":\"function\",\"function\":{\"name\":\"%s\",\"arguments\":\"{}\"}}";
    String two = call.formatted(0, 1, tool) + "," + call.formatted(1, 2, "weather");
    String chunk = "data: {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"delta\":%s,"
        + "\"finish_reason\":%s}]}\n\n";
    calls.provider().script((request, socket) -> {
      if (stream) {
        socket.answer(200, "text/event-stream", Wires.utf8(chunk.formatted("{\"role\":\"assistant\",\"tool_calls\":[" + two + "]}", "null")
            + chunk.formatted("{}", "\"tool_calls\"") + "data: [DONE]\n\n"));
      } else {
        socket.json(200, "{\"id\":\"c1\",\"object\":\"chat.completion\",\"created\":1,\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":"
            + "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[" + two + "]},\"finish_reason\":\"tool_calls\"}]}");
      }
    });
    String question = ToolCalls.user(Surface.OPENAI, "Show my weather, and a bad guess beside it, " + stream);
    int before = calls.provider().requests().size();
    HttpResponse<String> answer = calls.send(Surface.OPENAI, Wire.OPENAI, stream, demanding(Surface.OPENAI, tool), question, "");
    assertThat(requestsSince(before)).isEqualTo(1);
    assertThat(answer.body()).contains(tool, "weather", "\"tool_calls\"").doesNotContain("find_tools");

    calls.send(Surface.OPENAI, Wire.OPENAI, stream, demanding(Surface.OPENAI, tool), question + "," + ToolCalls.assistant(Surface.OPENAI, "Hm.")
        + "," + ToolCalls.user(Surface.OPENAI, "Go on"), "");
    assertThat(calls.offered(Wire.OPENAI)).hasSize(20);
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aResponsesUnaskedCallIsJudgedToo(boolean stream) {
    String tools = "[" + String.join(",", ToolCalls.TWENTY.stream().map(name -> "{\"type\":\"function\",\"name\":\"" + name
        + "\",\"description\":\"Looks up the " + name + "\",\"parameters\":{\"type\":\"object\",\"properties\":{\"grape\":{\"type\":\"string\"}},"
        + "\"required\":[\"grape\"]}}").toList()) + "]";
    AtomicInteger round = new AtomicInteger();
    calls.provider().script((request, socket) -> say(socket, Wire.ANTHROPIC, stream, "t" + round.incrementAndGet(), "vineyard",
        round.get() == 1 ? "{\"wine\":\"Shiraz\"}" : "{\"grape\":\"Merlot\"}"));
    String body = "{" + Wires.CREDENTIALS + ",\"model\":\"" + Wires.model(Wire.ANTHROPIC) + "\",\"stream\":" + stream
        + ",\"input\":\"Photo by responses " + stream + "\",\"tools\":" + tools + "}";

    HttpResponse<String> answer = calls.gateway().post("/v1/responses", body);

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(round.get()).isEqualTo(2);
    assertThat(answer.body()).contains("Merlot").doesNotContain("Shiraz").doesNotContain("find_tools");
    round.set(10); // A guess that fits.
    HttpResponse<String> good = calls.gateway().post("/v1/responses", body.replace("Photo by", "Photo again by"));
    assertThat(round.get()).isEqualTo(11);
    assertThat(good.body()).contains("Merlot");
  }

  /** A later target may keep the answer, and the next request would then go on without what the gateway joined. */
  @Test
  void aProviderBehindTheFirstThatKeepsItsAnswerCountsToo() {
    String tools = "[" + String.join(",", ToolCalls.TWENTY.stream().map(name -> "{\"type\":\"function\",\"name\":\"" + name
        + "\",\"description\":\"Looks up the " + name + "\",\"parameters\":{\"type\":\"object\",\"properties\":{}}}").toList()) + "]";
    calls.answers(Wire.ANTHROPIC);
    String one = "\"" + Wires.model(Wire.ANTHROPIC) + "\"";
    for (String model : new String[] {one, one + ",\"models\":[\"openai/gpt-4o\"]", "\"several\""}) {
      for (boolean unstored : new boolean[] {true, false}) {
        HttpResponse<String> answer = calls.gateway().post("/v1/responses", "{" + Wires.CREDENTIALS + ",\"model\":" + model
            + (unstored ? ",\"store\":false" : "") + ",\"input\":\"Photo of several " + unstored + model.length() + "\",\"tools\":" + tools + "}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(calls.offered(Wire.ANTHROPIC).contains("find_tools")).as(model + unstored).isEqualTo(unstored || model.equals(one));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void anErrorForWantOfALeftOutToolIsAskedAgainWithAllTools(boolean stream) throws Exception {
    AtomicInteger round = new AtomicInteger();
    calls.provider().script((request, socket) -> {
      if (round.incrementAndGet() == 1) {
        socket.json(400, "{\"error\":{\"message\":\"tool call validation failed: attempted to call tool 'vineyard' which was not in "
            + "request.tools\",\"type\":\"invalid_request_error\",\"code\":\"tool_use_failed\"}}");
      } else {
        say(socket, Wire.OPENAI, stream, "t2", "vineyard", "{}");
      }
    });
    HttpResponse<String> answer = calls.ask(Surface.ANTHROPIC, Wire.OPENAI, stream, "A photo that is refused, " + stream, "");
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).contains("vineyard");
    assertThat(round.get()).isEqualTo(2);
    assertThat(calls.offered(Wire.OPENAI)).hasSize(20).doesNotContain("find_tools");
    String id = answer.headers().firstValue("x-request-id").orElse(answer.headers().firstValue("request-id").orElse(""));
    JsonNode alert = Eventually.ask(() -> ToolCalls.tree(calls.gateway().get("/v1/account/tools/recall-alerts?limit=100").body())
        .path("data").get(0), found -> found != null && found.path("request_id").asText().equals(id));
    assertThat(alert.path("tool").asText()).isEqualTo("vineyard");
    assertThat(alert.path("source").asText()).isEqualTo("refused");
  }

  @Test
  void anErrorForWantOfAToolIsTheClientsWhereTheModelCannotAskAndTheNextTurnHasTheTool() {
    calls.key("{\"prune_recovery\":false}");
    try {
      calls.provider().script((request, socket) -> socket.json(400, Wires.error(Wire.OPENAI, "invalid_request_error", "",
          "attempted to call tool 'vineyard' which was not in request.tools")));
      String question = ToolCalls.user(Surface.OPENAI, "A photo that is refused for good");
      String tools = ToolCalls.tools(Surface.OPENAI, ToolCalls.TWENTY);
      assertThat(calls.send(Surface.OPENAI, Wire.OPENAI, false, tools, question, "").statusCode()).isEqualTo(400);
      calls.answers(Wire.OPENAI);
      calls.send(Surface.OPENAI, Wire.OPENAI, false, tools, question, "");
      assertThat(calls.offered(Wire.OPENAI)).hasSize(3).contains("vineyard");
    } finally {
      calls.key("{\"prune_recovery\":true}");
    }
  }

  @Test
  void aBoundaryDoesNotRefuseTheFunctionAndIsNotWidenedByIt() {
    calls.lists("[\"p*\",\"v*\",\"w*\"]", "[\"vineyard\"]", "null");
    try {
      model(Wire.OPENAI, false, "vineyard", "{\"names\":[\"vineyard\"],\"query\":\"vineyard\"}");
      HttpResponse<String> answer = calls.ask(Surface.OPENAI, Wire.OPENAI, false, "A photo within bounds", "");
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
      assertThat(calls.offered(Wire.OPENAI)).doesNotContain("vineyard").allMatch(name -> "pvw".indexOf(name.charAt(0)) >= 0);
    } finally {
      calls.lists("null", "null", "null");
    }
  }

  /** The input and output tokens that the client reads last. */
  static List<Long> usage(Surface surface, String body) {
    return switch (surface) {
      case OPENAI -> List.of(last(body, "prompt_tokens"), last(body, "completion_tokens"));
      case ANTHROPIC, RESPONSES -> List.of(last(body, "input_tokens"), last(body, "output_tokens"));
      case CONVERSE -> List.of(last(body, "inputTokens"), last(body, "outputTokens"));
    };
  }

  private static long last(String body, String field) {
    int at = body.lastIndexOf("\"" + field + "\":") + field.length() + 3;
    int end = at;
    while (Character.isDigit(body.charAt(end))) {
      end++;
    }
    return Long.parseLong(body.substring(at, end));
  }

  private static List<Integer> indexes(Surface surface, String body) {
    String field = switch (surface) {
      case RESPONSES -> "\"output_index\":";
      case CONVERSE -> "\"contentBlockIndex\":";
      default -> "\"index\":";
    };
    List<Integer> indexes = new ArrayList<>();
    for (int at = body.indexOf(field); at >= 0; at = body.indexOf(field, at + 1)) {
      int index = body.charAt(at + field.length()) - '0';
      if (!indexes.contains(index)) {
        indexes.add(index);
      }
    }
    return indexes;
  }
}
