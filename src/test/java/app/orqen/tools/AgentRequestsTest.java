package app.orqen.tools;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.tools.rank.Ranker;
import app.orqen.tools.rank.Ranking;
import app.orqen.tools.rank.Routing;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests as the unmodified agents send them, with their texts replaced by lengths. */
class AgentRequestsTest {

  /** The last tools of the list rank first, which is as bad as ranking can be for an agent's own tools. */
  private final Ranker lastIsBest =
      (tools, conversation, budget) ->
          Ranking.of(IntStream.range(0, tools.size()).mapToDouble(i -> i).toArray(), Routing.SEMANTIC, false);

  private final ToolPruner pruner = PrunerFactory.build(PrunerSettings.DEFAULTS, lastIsBest, () -> 0);

  @ParameterizedTest
  @ValueSource(strings = {"claude-code-toolsearch", "opencode-anthropic", "opencode-chat", "qwen-code"})
  void anAgentKeepsAllItsTools(String agent) throws IOException {
    for (byte[] body : bodies(agent)) {
      PruneResult result = pruner.prune(Requests.ofBytes(shape(agent), body, ToolPolicy.OPEN, null));

      assertThat(result.change()).isEqualTo(PruneResult.Change.UNCHANGED);
      assertThat(result.dropped()).isEmpty();
      assertThat(result.toolsOut()).isEqualTo(result.toolsIn()).isGreaterThan(8);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"claude-code-toolsearch", "opencode-anthropic", "opencode-chat", "qwen-code"})
  void aKeyThatSaysHowManyGetsThatMany(String agent) throws IOException {
    ToolPolicy three = new ToolPolicy(3, null, null, null, false);
    byte[] body = bodies(agent).get(0);

    assertThat(pruner.prune(Requests.ofBytes(shape(agent), body, three, null)).dropped()).isNotEmpty();
  }

  private static WireShape shape(String agent) {
    return agent.startsWith("claude") || agent.endsWith("anthropic") ? WireShape.ANTHROPIC : WireShape.OPENAI;
  }

  /** The bodies that have tools; a list that is said to be the same as before is put in. */
  static List<byte[]> bodies(String agent) throws IOException {
    List<byte[]> bodies = new ArrayList<>();
    try (InputStream in = AgentRequestsTest.class.getResourceAsStream("/agents/" + agent + ".json")) {
      JsonNode tools = null;
      for (JsonNode request : Requests.MAPPER.readTree(in).path("requests")) {
        JsonNode body = request.path("body");
        if (body.path("tools").isArray()) {
          tools = body.get("tools");
        } else if (body.path("tools").isTextual()) {
          ((ObjectNode) body).set("tools", tools);
        }
        if (body.has("tools")) {
          bodies.add(Requests.MAPPER.writeValueAsBytes(body));
        }
      }
    }
    assertThat(bodies).hasSizeGreaterThan(1);
    return bodies;
  }
}
