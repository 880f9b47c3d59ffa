package app.orqen.recover;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Joined answers of the Responses API, whole and event by event. */
class ResponsesJoinerTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String FIND = "{\"type\":\"function_call\",\"id\":\"fc_1_1\",\"call_id\":\"call_f\",\"name\":\"find_tools\",\"arguments\":\"{}\",\"status\":\"completed\"}";

  private final ResponsesJoiner joiner = new ResponsesJoiner(new LeftOut("find_tools", name -> false));
  private final List<JsonNode> seen = new ArrayList<>();
  private final StringBuilder raw = new StringBuilder();
  private int number;

  private static String message(String text) {
    return "{\"type\":\"message\",\"id\":\"msg_1_0\",\"status\":\"completed\",\"role\":\"assistant\",\"content\":[{\"type\":\"output_text\",\"text\":\"" + text + "\"}]}";
  }

  private static String call(String name) {
    return "{\"type\":\"function_call\",\"id\":\"fc_1_1\",\"call_id\":\"call_c\",\"name\":\"" + name + "\",\"arguments\":\"{}\",\"status\":\"completed\"}";
  }

  private static String response(String id, String status, String... items) {
    return "{\"id\":\"" + id + "\",\"object\":\"response\",\"created_at\":1,\"status\":\"" + status + "\",\"output\":[" + String.join(",", items)
        + "],\"usage\":{\"input_tokens\":3,\"output_tokens\":4,\"total_tokens\":7}}";
  }

  private String event(String type, String rest) {
    return "event: " + type + "\ndata: {\"type\":\"" + type + "\",\"sequence_number\":" + number++ + "," + rest + "}\n\n";
  }

  private void feed(String event) throws IOException {
    see(joiner.events(event.getBytes(StandardCharsets.UTF_8)));
  }

  private void see(byte[] events) throws IOException {
    String text = new String(events, StandardCharsets.UTF_8);
    raw.append(text);
    for (String event : text.split("\n\n")) {
      if (event.contains("data: {")) {
        seen.add(JSON.readTree(event.substring(event.indexOf("data: ") + "data: ".length())));
      }
    }
  }

  private String begin(String id) {
    number = 0;
    return event("response.created", "\"response\":" + response(id, "in_progress"))
        + event("response.in_progress", "\"response\":" + response(id, "in_progress"));
  }

  private String text(int index, String text) {
    return event("response.output_item.added", "\"output_index\":" + index + ",\"item\":{\"type\":\"message\",\"id\":\"msg_1_" + index + "\"}")
        + event("response.output_text.delta", "\"output_index\":" + index + ",\"item_id\":\"msg_1_" + index + "\",\"content_index\":0,\"delta\":\"" + text + "\"")
        + event("response.output_item.done", "\"output_index\":" + index + ",\"item\":" + message(text).replace("msg_1_0", "msg_1_" + index));
  }

  private String called(int index, String item) {
    return event("response.output_item.added", "\"output_index\":" + index + ",\"item\":" + item.replace("completed", "in_progress"))
        + event("response.function_call_arguments.delta", "\"output_index\":" + index + ",\"item_id\":\"fc_1_1\",\"delta\":\"{}\"")
        + event("response.function_call_arguments.done", "\"output_index\":" + index + ",\"item_id\":\"fc_1_1\",\"arguments\":\"{}\"")
        + event("response.output_item.done", "\"output_index\":" + index + ",\"item\":" + item);
  }

  private static JsonNode next(byte[] items) throws IOException {
    return JSON.readTree("[" + new String(items, StandardCharsets.UTF_8) + "]");
  }

  @Test
  void anAnswerThatAsksForNothingPassesAsItIs() throws IOException {
    byte[] answer = (response("resp_1", "completed", message("a")) + " ").getBytes(StandardCharsets.UTF_8);
    joiner.read(answer);
    assertThat(joiner.isWaiting()).isFalse();
    assertThat(joiner.joined()).isEqualTo(answer);
  }

  @Test
  void aStreamThatAsksForNothingPassesAsItIs() throws IOException {
    String in = begin("resp_1") + text(0, "a") + called(1, call("weather")) + ": ping\n\n"
        + event("response.completed", "\"response\":" + response("resp_1", "completed", message("a"), call("weather")));
    feed(in);
    see(joiner.lastEvents());
    assertThat(raw.toString()).isEqualTo(in);
  }

  @Test
  void twoWholeAnswersAreOne() throws IOException {
    String thought = "{\"type\":\"reasoning\",\"id\":\"rs_1\",\"summary\":[],\"encrypted_content\":\"e\"}";
    joiner.read(response("resp_1", "completed", thought, message("a"), FIND).getBytes(StandardCharsets.UTF_8));
    assertThat(joiner.isWaiting()).isTrue();
    assertThat(joiner.calls()).containsExactly(new FindCall("call_f", "find_tools", "{}"));
    JsonNode next = next(joiner.nextRound(List.of("Loaded: weather.")));
    assertThat(next.findValuesAsText("type")).containsSubsequence("reasoning", "message", "function_call", "function_call_output");
    assertThat(next.get(2).has("id")).as("an id means an item that the provider has stored").isFalse();
    assertThat(next.get(3).get("output").asText()).isEqualTo("Loaded: weather.");
    joiner.read(response("resp_2", "completed", message("b"), call("weather")).getBytes(StandardCharsets.UTF_8));
    assertThat(joiner.isWaiting()).isFalse();
    JsonNode joined = JSON.readTree(joiner.joined());
    assertThat(joined.get("id").asText()).isEqualTo("resp_1");
    assertThat(joined.get("output").findValuesAsText("type")).containsSubsequence("reasoning", "message", "message", "function_call");
    assertThat(joined.get("output").findValuesAsText("id")).doesNotHaveDuplicates().hasSize(4);
    assertThat(joined.toString()).doesNotContain("find_tools");
    assertThat(joined.at("/usage/total_tokens").asInt()).isEqualTo(14);
  }

  @Test
  void twoStreamsAreOne() throws IOException {
    feed(begin("resp_1") + text(0, "a") + called(1, FIND));
    feed(event("response.completed", "\"response\":" + response("resp_1", "completed", message("a"), FIND)));
    assertThat(joiner.isWaiting()).isTrue();
    joiner.nextRound(List.of("Loaded: weather."));
    feed(begin("resp_2") + text(0, "b") + called(1, call("weather")));
    feed(event("response.completed", "\"response\":" + response("resp_2", "completed", message("b"), call("weather"))));
    assertThat(joiner.isWaiting()).isFalse();
    see(joiner.lastEvents());

    assertThat(raw.toString()).doesNotContain("find_tools", "call_f", "resp_2");
    assertThat(seen.stream().filter(event -> event.path("type").asText().equals("response.created"))).hasSize(1);
    for (int i = 0; i < seen.size(); i++) {
      assertThat(seen.get(i).get("sequence_number").asInt()).isEqualTo(i);
    }
    List<JsonNode> done = seen.stream().filter(event -> event.path("type").asText().equals("response.output_item.done")).toList();
    JsonNode output = seen.get(seen.size() - 1).at("/response/output");
    assertThat(output).hasSize(3);
    for (int i = 0; i < done.size(); i++) {
      assertThat(done.get(i).get("output_index").asInt()).isEqualTo(i);
      assertThat(done.get(i).get("item")).isEqualTo(output.get(i));
    }
    assertThat(output.findValuesAsText("id")).doesNotHaveDuplicates();
    assertThat(seen.stream().filter(event -> event.has("item_id")).map(event -> event.get("item_id").asText()).distinct())
        .containsExactlyElementsOf(output.findValuesAsText("id"));
    assertThat(seen.get(seen.size() - 1).at("/response/usage/output_tokens").asInt()).isEqualTo(8);
  }

  @Test
  void aCallOfTheClientsBesideItEndsTheRound() throws IOException {
    feed(begin("resp_1") + called(0, FIND) + called(1, call("weather")));
    feed(event("response.completed", "\"response\":" + response("resp_1", "completed", FIND, call("weather"))));
    assertThat(joiner.isWaiting()).isFalse();
    see(joiner.lastEvents());
    assertThat(raw.toString()).doesNotContain("find_tools");
    assertThat(seen.get(seen.size() - 1).at("/response/output")).hasSize(1);
  }

  @Test
  void anAnswerThatWasCutOffIsNotContinued() throws IOException {
    joiner.read(response("resp_1", "incomplete", FIND).getBytes(StandardCharsets.UTF_8));
    assertThat(joiner.isWaiting()).isFalse();
    assertThat(JSON.readTree(joiner.joined()).get("output")).isEmpty();
  }

  @Test
  void aFailureReachesTheClientAtOnceUnderTheFirstId() throws IOException {
    feed(begin("resp_1") + called(0, FIND));
    feed(event("response.completed", "\"response\":" + response("resp_1", "completed", FIND)));
    joiner.nextRound(List.of("x"));
    feed(begin("resp_2") + event("response.failed", "\"response\":{\"id\":\"resp_2\",\"status\":\"failed\"}"));
    see(joiner.error());
    assertThat(seen.get(seen.size() - 1).at("/response/id").asText()).isEqualTo("resp_1");
    assertThat(seen.get(seen.size() - 1).get("type").asText()).isEqualTo("response.failed");
  }
}
