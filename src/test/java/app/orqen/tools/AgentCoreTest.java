package app.orqen.tools;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.tools.embed.EmbedderLoader;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What people type into an agent names none of its tools, and an agent without its core is broken. The captured requests have no texts,
 * so that nothing here depends on what an agent's instructions say.
 */
class AgentCoreTest {

  /** Usual prompts; the first tasks name no tool, and the last ones hardly a task. */
  private static final List<String> PROMPTS = List.of("yes", "run the tests", "fix the failing build", "why is this slow?",
      "add a retry to the upload", "rename the class Order to Purchase everywhere", "what does this repository do?", "continue",
      "commit that", "write a README", "look at the open issues and pick one", "the login page shows a blank screen", "do the same for the other file");

  private static final Map<String, List<String>> CORES = Map.of(
      "claude-code-toolsearch", List.of("Bash", "Edit", "Read", "Write", "Agent", "Skill", "ToolSearch"),
      "opencode-chat", List.of("apply_patch", "bash", "glob", "grep", "read", "task"),
      "qwen-code", List.of("edit", "read_file", "write_file", "grep_search", "glob", "list_directory", "run_shell_command", "tool_search"));

  /** Four servers with fifteen tools each. */
  private static final List<String> SERVERS = List.of("github", "notion", "postgres", "calendar");
  private static final List<String> ACTIONS = List.of("list_items", "get_item", "create_item", "update_item", "delete_item",
      "search_items", "list_users", "get_user", "add_comment", "list_comments", "read_file", "write_file", "run_query", "list_tests", "fix_status");

  private final ToolPruner pruner =
      PrunerFactory.build(PrunerSettings.DEFAULTS, EmbedderLoader::load, Runnable::run, () -> 0);

  @ParameterizedTest
  @ValueSource(strings = {"claude-code-toolsearch", "opencode-chat", "qwen-code"})
  void noPromptCostsAnAgentItsCore(String agent) throws IOException {
    for (String prompt : PROMPTS) {
      assertThat(dropped(agent, prompt, false)).as(prompt).isEmpty();
      List<String> beside = dropped(agent, prompt, true);
      assertThat(beside).as(prompt).doesNotContainAnyElementsOf(CORES.get(agent)).hasSizeGreaterThan(40)
          .allMatch(name -> SERVERS.stream().anyMatch(server -> name.startsWith(server + "_") || name.startsWith("mcp__" + server)));
    }
  }

  private List<String> dropped(String agent, String prompt, boolean beside) throws IOException {
    boolean anthropic = agent.startsWith("claude");
    ObjectNode body = (ObjectNode) Requests.MAPPER.readTree(AgentRequestsTest.bodies(agent).get(0));
    List<String> names = new ArrayList<>();
    body.get("tools").forEach(tool -> names.add(anthropic ? tool.path("name").asText() : tool.at("/function/name").asText()));
    assertThat(names).containsAll(CORES.get(agent));
    if (beside) {
      BiFunction<String, String, String> name = agent.startsWith("opencode") ? (s, a) -> s + "_" + a : (s, a) -> "mcp__" + s + "__" + a;
      ArrayNode tools = (ArrayNode) body.get("tools");
      SERVERS.forEach(server -> ACTIONS.forEach(action -> tools.add(foreign(anthropic, name.apply(server, action)))));
    }
    ArrayNode messages = (ArrayNode) body.get("messages");
    messages.removeIf(message -> !message.path("role").asText().equals("system"));
    messages.addObject().put("role", "user").put("content", prompt);
    // Marks for a cache, with which nothing is left out at all, are not the subject.
    String text = body.toString().replace("\"cache_control\":{\"type\":\"ephemeral\"}", "\"x\":1");
    return pruner.prune(Requests.ofBytes(anthropic ? WireShape.ANTHROPIC : WireShape.OPENAI, text.getBytes(java.nio.charset.StandardCharsets.UTF_8),
        ToolPolicy.OPEN, agent + prompt + beside)).dropped();
  }

  private static JsonNode foreign(boolean anthropic, String name) {
    ObjectNode schema = Requests.MAPPER.createObjectNode().put("type", "object");
    String description = "Works on the " + name.replaceAll("_+", " ") + " of the user's project";
    ObjectNode tool = Requests.MAPPER.createObjectNode();
    if (anthropic) {
      return tool.put("name", name).put("description", description).set("input_schema", schema);
    }
    tool.put("type", "function").putObject("function").put("name", name).put("description", description).set("parameters", schema);
    return tool;
  }
}
