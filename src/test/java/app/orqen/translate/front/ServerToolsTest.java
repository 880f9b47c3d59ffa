package app.orqen.translate.front;

import static app.orqen.translate.Wire.ANTHROPIC;
import static app.orqen.translate.Wire.CONVERSE;
import static app.orqen.translate.Wire.GEMINI;
import static app.orqen.translate.Wire.OPENAI;
import static app.orqen.translate.front.Fixtures.json;
import static app.orqen.translate.front.Fixtures.refused;
import static app.orqen.translate.front.Fixtures.request;
import static app.orqen.translate.front.Fixtures.to;
import static app.orqen.translate.front.Fixtures.translated;
import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.translate.Wire;
import app.orqen.translate.answer.TranslatedRequest;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Tools that a provider runs itself: one rule on every surface. */
class ServerToolsTest {

  private static final String SEARCH = "{\"type\":\"web_search_20250305\",\"name\":\"web_search\",\"max_uses\":8}";
  private static final String CODE = "{\"type\":\"code_execution_20250825\",\"name\":\"code_execution\"}";
  private static final String READ = "{\"name\":\"read\",\"input_schema\":{\"type\":\"object\"}}";

  private static String messages(String more) {
    return "{\"model\":\"m\",\"max_tokens\":99,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]," + more + "}";
  }

  private static String chat(String more) {
    return "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]," + more + "}";
  }

  private static String converse(String more) {
    return "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"hi\"}]}]," + more + "}";
  }

  @ParameterizedTest
  @EnumSource(value = Wire.class, names = {"OPENAI", "CONVERSE", "GEMINI"})
  void oneThatTheTargetLacksIsLeftOutAndNamedBesideOthers(Wire provider) {
    String fetch = "{\"type\":\"web_fetch_20250910\",\"name\":\"web_fetch\"}";

    TranslatedRequest sent = translated(ANTHROPIC, provider, to("some-model"), messages("\"tools\":[" + fetch + "," + READ + "]"));

    assertThat(sent.unsupported()).containsExactly("web_fetch");
    assertThat(json(sent.body()).toString()).contains("read").doesNotContain("web_fetch");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "\"tools\":[%s]",
      "\"tools\":[%s],\"tool_choice\":{\"type\":\"auto\"}",
      "\"tools\":[%s,{\"name\":\"read\",\"input_schema\":{\"type\":\"object\"}}],\"tool_choice\":{\"type\":\"tool\",\"name\":\"web_search\"}",
  })
  void pitfall35_oneThatIsAloneOrForcedIsRefusedByName(String tools) {
    for (Wire provider : List.of(OPENAI, CONVERSE)) {
      var refusal = refused(ANTHROPIC, provider, "gpt-5", messages(tools.formatted(SEARCH)));

      assertThat(refusal).hasMessageContaining("web_search");
      assertThat(refusal.param()).isEqualTo("tools[0]");
      assertThat(refusal.code()).isEqualTo("unsupported_parameter");
    }
  }

  @Test
  void oneThatIsNotToBeCalledIsOnlyNamed() {
    TranslatedRequest sent = translated(ANTHROPIC, OPENAI, to("gpt-5"),
        messages("\"tools\":[" + SEARCH + "],\"tool_choice\":{\"type\":\"none\"}"));

    assertThat(sent.unsupported()).containsExactly("web_search");
  }

  @Test
  void geminiSearchesAndRunsCodeUnlessThereAreFunctionsOrDomains() {
    JsonNode sent = request(ANTHROPIC, GEMINI, "gemini-2.5-pro", messages("\"tools\":[" + SEARCH + "," + CODE + "]"));
    assertThat(sent.get("tools")).isEqualTo(json("[{\"googleSearch\":{}},{\"codeExecution\":{}}]"));
    TranslatedRequest beside = translated(ANTHROPIC, GEMINI, to("gemini-2.5-pro"), messages("\"tools\":[" + SEARCH + "," + READ + "]"));
    assertThat(beside.unsupported()).containsExactly("web_search");
    assertThat(json(beside.body()).get("tools").toString()).contains("functionDeclarations").doesNotContain("googleSearch");
    assertThat(refused(ANTHROPIC, GEMINI, "gemini-2.5-pro", messages("\"tools\":[{\"type\":\"web_search_20250305\","
        + "\"name\":\"web_search\",\"allowed_domains\":[\"example.org\"]}]"))).hasMessageContaining("web_search");
    assertThat(request(OPENAI, GEMINI, "gemini-2.5-pro", chat("\"web_search_options\":{}")).get("tools"))
        .isEqualTo(json("[{\"googleSearch\":{}}]"));
  }

  @Test
  void openAiSearchesWithItsModelsForSearch() {
    String located = SEARCH.replace("}", ",\"user_location\":{\"type\":\"approximate\",\"city\":\"Bern\",\"country\":\"CH\"}}");

    JsonNode sent = request(ANTHROPIC, OPENAI, "sonar-pro", messages("\"tools\":[" + located + "]"));

    assertThat(sent.get("web_search_options")).isEqualTo(json(
        "{\"user_location\":{\"type\":\"approximate\",\"approximate\":{\"city\":\"Bern\",\"country\":\"CH\"}}}"));
    assertThat(sent.has("tools")).isFalse();
  }

  @Test
  void anthropicSearchesForOtherSurfaces() {
    JsonNode chat = request(OPENAI, ANTHROPIC, "claude-sonnet-4-5", chat("\"web_search_options\":{\"search_context_size\":\"high\","
        + "\"user_location\":{\"type\":\"approximate\",\"approximate\":{\"country\":\"CH\"}}}"));
    assertThat(chat.get("tools")).isEqualTo(json("[{\"type\":\"web_search_20250305\",\"name\":\"web_search\","
        + "\"user_location\":{\"type\":\"approximate\",\"country\":\"CH\"}}]"));
    JsonNode converse = request(CONVERSE, ANTHROPIC, "claude-sonnet-4-5", converse("\"toolConfig\":{\"tools\":["
        + "{\"systemTool\":{\"name\":\"nova_grounding\"}},{\"systemTool\":{\"name\":\"nova_code_interpreter\"}}],"
        + "\"toolChoice\":{\"tool\":{\"name\":\"nova_grounding\"}}}"));
    assertThat(converse.get("tools")).isEqualTo(json("[{\"type\":\"web_search_20250305\",\"name\":\"web_search\"},"
        + "{\"type\":\"code_execution_20250825\",\"name\":\"code_execution\"}]"));
    assertThat(converse.get("tool_choice")).isEqualTo(json("{\"type\":\"tool\",\"name\":\"web_search\"}"));
  }

  @Test
  void novaSearchesForOtherSurfaces() {
    JsonNode sent = request(ANTHROPIC, CONVERSE, "us.amazon.nova-2-lite-v1:0", messages("\"tools\":[" + SEARCH + "," + READ + "]"));

    assertThat(sent.at("/toolConfig/tools/1")).isEqualTo(json("{\"systemTool\":{\"name\":\"nova_grounding\"}}"));
  }

  @ParameterizedTest
  @CsvSource({"web_search_preview", "code_interpreter", "file_search", "openrouter:web_search"})
  void toolsByTypeFollowTheRuleOnOpenAisSurfaceToo(String type) {
    String tools = "\"tools\":[{\"type\":\"" + type + "\"}%s]";
    assertThat(refused(OPENAI, CONVERSE, "meta.llama3", chat(tools.formatted("")))).hasMessageContaining(type);
    TranslatedRequest sent = translated(OPENAI, CONVERSE, to("meta.llama3"),
        chat(tools.formatted(",{\"type\":\"function\",\"function\":{\"name\":\"f\"}}")));
    assertThat(sent.unsupported()).containsExactly(type);
  }

  @ParameterizedTest
  @CsvSource({
      "bash_20250124, bash, command restart",
      "text_editor_20250124, str_replace_editor, command path file_text old_str new_str insert_line view_range",
      "text_editor_20250728, str_replace_based_edit_tool, command path file_text old_str new_str insert_line insert_text view_range",
      "computer_20251124, computer, action coordinate text start_coordinate scroll_direction scroll_amount duration region",
      "memory_20250818, memory, command path view_range file_text old_str new_str insert_line insert_text old_path new_path",
  })
  void toolsThatTheClientRunsBecomeFunctionsWithTheirDocumentedSchema(String type, String name, String properties) {
    String tool = "{\"type\":\"" + type + "\",\"name\":\"" + name + "\",\"display_width_px\":1024,\"display_height_px\":768}";

    for (Wire provider : List.of(OPENAI, CONVERSE, GEMINI)) {
      TranslatedRequest sent = translated(ANTHROPIC, provider, to("m"), messages("\"tools\":[" + tool + "]"));
      JsonNode body = json(sent.body());
      assertThat(sent.unsupported()).isEmpty();
      assertThat(body.findValue("name").asText()).isEqualTo(name);
      assertThat(body.findValue("properties").fieldNames()).toIterable().containsExactlyInAnyOrder(properties.split(" "));
    }
    String fields = "\"additionalModelRequestFields\":{\"tools\":[" + tool + "]}";
    assertThat(request(CONVERSE, OPENAI, "m", converse(fields)).at("/tools/0/function/name").asText()).isEqualTo(name);
  }

  @Test
  void whatIsKnownOfAComputersScreenIsTold() {
    JsonNode sent = request(ANTHROPIC, OPENAI, "m", messages("\"tools\":[{\"type\":\"computer_20250124\",\"name\":\"computer\","
        + "\"display_width_px\":1024,\"display_height_px\":768}]"));

    assertThat(sent.at("/tools/0/function/description").asText()).contains("1024 pixels wide", "768 pixels high");
  }

  @Test
  void aCallOfSuchAToolComesBackInAnthropicsForm() {
    JsonNode answer = Fixtures.answer(ANTHROPIC, OPENAI, "{\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":{\"role\":"
        + "\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"bash\","
        + "\"arguments\":\"{\\\"command\\\":\\\"ls\\\"}\"}}]},\"finish_reason\":\"tool_calls\"}]}");

    assertThat(answer.get("content")).isEqualTo(json(
        "[{\"type\":\"tool_use\",\"id\":\"a\",\"name\":\"bash\",\"input\":{\"command\":\"ls\"}}]"));
  }

  @Test
  void toolsThatAnthropicWouldSearchForTheModelAreOfferedAtOnce() {
    TranslatedRequest sent = translated(ANTHROPIC, OPENAI, to("m"), messages("\"tools\":[{\"type\":"
        + "\"tool_search_tool_regex_20251119\",\"name\":\"tool_search_tool_regex\"},{\"name\":\"later\",\"defer_loading\":true,"
        + "\"input_schema\":{\"type\":\"object\"}}]"));

    assertThat(sent.unsupported()).containsExactly("tool_search_tool_regex");
    assertThat(json(sent.body()).at("/tools/0/function/name").asText()).isEqualTo("later");
  }

  @Test
  void callsOfToolsThatAmazonRanDoNotReachTheClient() {
    JsonNode answer = Fixtures.answer(ANTHROPIC, CONVERSE, "{\"output\":{\"message\":{\"role\":\"assistant\",\"content\":["
        + "{\"toolUse\":{\"toolUseId\":\"t\",\"name\":\"nova_grounding\",\"input\":{},\"type\":\"server_tool_use\"}},"
        + "{\"text\":\"found\"}]}},\"stopReason\":\"end_turn\",\"usage\":{}}");

    assertThat(answer.get("content")).isEqualTo(json("[{\"type\":\"text\",\"text\":\"found\"}]"));
  }

  /** A search, a page with a file in it, a call of a remote server, and a failed run of code, as Anthropic's history has them. */
  private static final String RAN = "{\"model\":\"m\",\"max_tokens\":99,\"messages\":[{\"role\":\"user\",\"content\":\"Who won?\"},"
      + "{\"role\":\"assistant\",\"content\":[{\"type\":\"text\",\"text\":\"I look.\"},"
      + "{\"type\":\"server_tool_use\",\"id\":\"srvtoolu_1\",\"name\":\"web_search\",\"input\":{\"query\":\"cup 2026\"}},"
      + "{\"type\":\"web_search_tool_result\",\"tool_use_id\":\"srvtoolu_1\",\"content\":[{\"type\":\"web_search_result\","
      + "\"title\":\"Final\",\"url\":\"https://example.org/final\",\"encrypted_content\":\"c2VhbGVk\"}]},"
      + "{\"type\":\"mcp_tool_use\",\"id\":\"mcptoolu_1\",\"name\":\"score\",\"server_name\":\"fifa\",\"input\":{}},"
      + "{\"type\":\"mcp_tool_result\",\"tool_use_id\":\"mcptoolu_1\",\"is_error\":false,\"content\":[{\"type\":\"text\",\"text\":\"2:1\"}]},"
      + "{\"type\":\"code_execution_tool_result\",\"tool_use_id\":\"srvtoolu_2\",\"content\":{\"type\":\"code_execution_result\","
      + "\"stdout\":\"\",\"stderr\":\"no file\",\"return_code\":1,\"content\":[]}},"
      + "{\"type\":\"web_fetch_tool_result\",\"tool_use_id\":\"srvtoolu_3\",\"content\":{\"type\":\"web_fetch_result\",\"url\":"
      + "\"https://example.org/a.pdf\",\"content\":{\"type\":\"document\",\"source\":{\"type\":\"base64\",\"data\":\"JVBERi0=\"}}}}]},"
      + "{\"role\":\"user\",\"content\":\"And then?\"}]}";

  @ParameterizedTest
  @EnumSource(value = Wire.class, names = {"OPENAI", "CONVERSE", "GEMINI"})
  void whatToolsDidAtAnthropicIsToldInWords(Wire provider) {
    String sent = request(ANTHROPIC, provider, "some-model", RAN).toString();

    assertThat(sent).contains("I look.", "web_search", "cup 2026", "Final", "https://example.org/final", "score", "2:1",
        "stderr: no file", "return_code: 1", "https://example.org/a.pdf")
        .doesNotContain("c2VhbGVk").doesNotContain("JVBERi0=").doesNotContain("server_tool_use").doesNotContain("tool_calls")
        .doesNotContain("toolUse").doesNotContain("functionCall");
  }

  @Test
  void aLongResultIsCut() {
    String longer = RAN.replace("2:1", "x".repeat(50_000));

    String sent = request(ANTHROPIC, OPENAI, "some-model", longer).toString();

    assertThat(sent).contains(" [cut]]").hasSizeBetween(40_000, 45_000);
  }

  @ParameterizedTest
  @EnumSource(value = Wire.class, names = {"OPENAI", "ANTHROPIC", "GEMINI"})
  void whatToolsDidAtAmazonIsToldInWords(Wire provider) {
    String sent = request(CONVERSE, provider, "some-model", "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"Who won?\"}]},"
        + "{\"role\":\"assistant\",\"content\":[{\"toolUse\":{\"toolUseId\":\"t\",\"name\":\"nova_grounding\",\"input\":{\"q\":\"cup\"},"
        + "\"type\":\"server_tool_use\"}},{\"toolResult\":{\"toolUseId\":\"t\",\"type\":\"nova_grounding_result\",\"content\":["
        + "{\"text\":\"They did.\"}]}}]},{\"role\":\"user\",\"content\":[{\"text\":\"And?\"}]}]}").toString();

    assertThat(sent).contains("nova_grounding", "cup", "They did.").doesNotContain("server_tool_use").doesNotContain("tool_use")
        .doesNotContain("tool_calls").doesNotContain("functionCall");
  }

  @ParameterizedTest
  @EnumSource(Wire.class)
  void whatToolsDidAtOpenAiIsToldInWords(Wire provider) {
    String sent = Responses.request(provider, "{\"model\":\"m\",\"input\":[{\"role\":\"user\",\"content\":\"Who won?\"},"
        + "{\"type\":\"web_search_call\",\"id\":\"ws_1\",\"status\":\"completed\",\"action\":{\"type\":\"search\",\"query\":\"cup 2026\"}},"
        + "{\"type\":\"mcp_call\",\"id\":\"mcp_1\",\"name\":\"score\",\"server_label\":\"fifa\",\"arguments\":\"{}\",\"output\":\"2:1\",\"error\":null},"
        + "{\"type\":\"code_interpreter_call\",\"id\":\"ci_1\",\"code\":\"print(7)\",\"outputs\":[{\"type\":\"logs\",\"logs\":\"seven\"}]},"
        + "{\"role\":\"assistant\",\"content\":\"They did.\"},{\"role\":\"user\",\"content\":\"And?\"}]}").toString();

    assertThat(sent).contains("web_search", "cup 2026", "score", "2:1", "print(7)", "logs: seven", "They did.");
  }
}
