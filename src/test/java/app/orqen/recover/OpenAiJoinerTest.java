package app.orqen.recover;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Joined streams of OpenAI's form, chunk by chunk. */
class OpenAiJoinerTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final OpenAiJoiner joiner = new OpenAiJoiner(new LeftOut("find_tools", name -> false));
  private final List<JsonNode> seen = new ArrayList<>();

  private void feed(String... chunks) throws IOException {
    for (String chunk : chunks) {
      see(joiner.events(("data: " + chunk + "\n\n").getBytes(StandardCharsets.UTF_8)));
    }
  }

  private void see(byte[] events) throws IOException {
    for (String line : new String(events, StandardCharsets.UTF_8).split("\n\n")) {
      if (line.startsWith("data: {")) {
        seen.add(JSON.readTree(line.substring("data: ".length())));
      }
    }
  }

  private static String delta(String delta) {
    return "{\"id\":\"c\",\"model\":\"m\",\"created\":1,\"choices\":[{\"index\":0,\"delta\":" + delta + ",\"finish_reason\":null}]}";
  }

  private static String stop(String reason) {
    return "{\"id\":\"c\",\"model\":\"m\",\"created\":1,\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"" + reason + "\"}]}";
  }

  private List<String> pieces(String pointer) {
    List<String> pieces = new ArrayList<>();
    for (JsonNode chunk : seen) {
      JsonNode value = chunk.at("/choices/0/delta" + pointer);
      if (!value.isMissingNode()) {
        pieces.add(value.asText());
      }
    }
    return pieces;
  }

  @Test
  void aToolWhoseNameBeginsTheFunctionsNameReachesTheClient() throws IOException {
    feed(delta("{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"find\",\"arguments\":\"\"}}]}"),
        delta("{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\"{\\\"x\\\":1}\"}}]}"), stop("tool_calls"));
    see(joiner.lastEvents());

    List<JsonNode> calls = new ArrayList<>();
    seen.forEach(chunk -> chunk.at("/choices/0/delta/tool_calls").forEach(calls::add));
    assertThat(calls).extracting(call -> call.at("/function/name").asText()).containsExactly("find", "");
    assertThat(calls).extracting(call -> call.at("/function/arguments").asText()).containsExactly("", "{\"x\":1}");
    assertThat(calls).extracting(call -> call.get("index").asInt()).containsOnly(0);
    assertThat(joiner.isWaiting()).isFalse();
  }

  @Test
  void soDoesOneWithoutArguments() throws IOException {
    feed(delta("{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"find\"}}]}"), stop("tool_calls"));
    see(joiner.lastEvents());

    assertThat(pieces("/tool_calls/0/function/name")).containsExactly("find");
    assertThat(seen.get(seen.size() - 1).at("/choices/0/finish_reason").asText()).isEqualTo("tool_calls");
  }

  @Test
  void aNameInPiecesMayStillBeTheFunctions() throws IOException {
    feed(delta("{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"find_\"}}]}"),
        delta("{\"tool_calls\":[{\"index\":0,\"function\":{\"name\":\"tools\",\"arguments\":\"{}\"}}]}"), stop("tool_calls"));

    assertThat(joiner.isWaiting()).isTrue();
    assertThat(pieces("/tool_calls")).isEmpty();
  }

  @Test
  void signedThinkingGoesBackAndCountsOn() throws IOException {
    feed(delta("{\"thinking_blocks\":[{\"index\":0,\"type\":\"thinking\",\"thinking\":\"h\"}]}"),
        delta("{\"thinking_blocks\":[{\"index\":0,\"thinking\":\"m\",\"signature\":\"s1\"}]}"),
        delta("{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"find_tools\",\"arguments\":\"{}\"}}]}"),
        stop("tool_calls"));
    assertThat(joiner.isWaiting()).isTrue();

    JsonNode turn = JSON.readTree("[" + new String(joiner.nextRound(List.of("found")), StandardCharsets.UTF_8) + "]").get(0);
    assertThat(turn.get("thinking_blocks"))
        .isEqualTo(JSON.readTree("[{\"type\":\"thinking\",\"thinking\":\"hm\",\"signature\":\"s1\"}]"));
    seen.clear();
    feed(delta("{\"thinking_blocks\":[{\"index\":0,\"type\":\"thinking\",\"thinking\":\"so\",\"signature\":\"s2\"}]}"));
    assertThat(pieces("/thinking_blocks/0/index")).containsExactly("1");
  }

  @Test
  void azuresFirstChunkGoesOutAtOnceAndNamesNothing() throws IOException {
    feed("{\"id\":\"\",\"model\":\"\",\"created\":0,\"choices\":[],\"prompt_filter_results\":[]}", delta("{\"content\":\"hi\"}"));

    assertThat(seen.get(0).has("prompt_filter_results")).isTrue();
    feed("{\"id\":\"c\",\"model\":\"m\",\"created\":1,\"choices\":[{\"index\":0,\"delta\":{\"content\":\"!\"},"
        + "\"logprobs\":{\"content\":[]},\"finish_reason\":\"stop\"}]}");
    see(joiner.lastEvents());
    assertThat(seen).filteredOn(chunk -> chunk.at("/choices/0/logprobs").isObject()).hasSize(1);
    assertThat(seen.get(seen.size() - 1).get("id").asText()).isEqualTo("c");
  }
}
