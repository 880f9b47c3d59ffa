package app.orqen.translate.front;

import static app.orqen.translate.front.Fixtures.request;
import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.translate.Wire;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A tool with {@code defer_loading} is shown to the model only once something has loaded it. */
class DeferredToolsTest {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TOOLS = """
      "tools":[{"name":"search","input_schema":{"type":"object"}},
               {"name":"later","input_schema":{"type":"object"},"defer_loading":true}]""";

  @ParameterizedTest
  @EnumSource(value = Wire.class, names = {"OPENAI", "CONVERSE", "GEMINI"})
  void whatNothingHasLoadedIsNotOffered(Wire provider) {
    assertThat(sent(provider, "{\"role\":\"user\",\"content\":\"hi\"}")).contains("search").doesNotContain("later");
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\",\"id\":\"a\",\"name\":\"later\",\"input\":{}}]},"
          + "{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"a\",\"content\":\"ok\"}]}",
      "{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\",\"id\":\"a\",\"name\":\"search\",\"input\":{}}]},"
          + "{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"a\",\"content\":"
          + "[{\"type\":\"tool_reference\",\"tool_name\":\"later\"}]}]}"})
  void whatWasLoadedIsOffered(String messages) {
    String body = sent(Wire.OPENAI, "{\"role\":\"user\",\"content\":\"hi\"}," + messages);
    assertThat(body).contains("\"name\":\"later\",\"parameters\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"claude-code-toolsearch"})
  void anAgentsPlaceholderIsNotOffered(String agent) throws IOException {
    try (InputStream in = DeferredToolsTest.class.getResourceAsStream("/agents/" + agent + ".json")) {
      ObjectNode body = (ObjectNode) JSON.readTree(in).at("/requests/0/body");
      body.remove("metadata"); // The capture has its shape only.
      JsonNode sent = request(Wire.ANTHROPIC, Wire.OPENAI, "gpt-5.5", body.toString());
      List<String> names = sent.get("tools").findValuesAsText("name");
      assertThat(names).contains("ToolSearch", "Read", "Edit").doesNotContain("DeferredToolPlaceholder");
    }
  }

  private static String sent(Wire provider, String messages) {
    return request(Wire.ANTHROPIC, provider, "m", "{\"model\":\"m\",\"max_tokens\":9,\"messages\":[" + messages + "],"
        + TOOLS + "}").toString();
  }
}
