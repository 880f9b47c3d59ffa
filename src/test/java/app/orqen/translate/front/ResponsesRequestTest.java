package app.orqen.translate.front;

import static app.orqen.translate.Wire.ANTHROPIC;
import static app.orqen.translate.Wire.CONVERSE;
import static app.orqen.translate.Wire.GEMINI;
import static app.orqen.translate.Wire.OPENAI;
import static app.orqen.translate.front.Fixtures.json;
import static app.orqen.translate.front.Responses.refused;
import static app.orqen.translate.front.Responses.request;
import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.translate.Wire;
import app.orqen.translate.chat.CalledAs;
import app.orqen.translate.chat.SealedThinking;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Requests of the Responses API in the wires of providers that don't speak it. */
class ResponsesRequestTest {

  private static String body(String input, String more) {
    return "{\"model\":\"m\",\"input\":" + input + more + "}";
  }

  private static final String USER = "{\"role\":\"user\",\"content\":\"hi\"}";
  private static final String WEATHER = "{\"type\":\"function\",\"name\":\"weather\",\"description\":\"Tells it\",\"strict\":false,"
      + "\"parameters\":{\"type\":\"object\",\"properties\":{\"city\":{\"type\":\"string\"}}}}";

  @Test
  void aStringIsWhatTheUserSays() {
    JsonNode sent = request(OPENAI, body("\"hé\"", ",\"instructions\":\"Be short.\",\"max_output_tokens\":9,\"temperature\":0.5"));
    assertThat(sent.get("messages")).isEqualTo(
        json("[{\"role\":\"system\",\"content\":\"Be short.\"},{\"role\":\"user\",\"content\":\"hé\"}]"));
    assertThat(sent.get("max_tokens").asInt()).isEqualTo(9);
    assertThat(sent.get("temperature").asDouble()).isEqualTo(0.5);
  }

  @Test
  void developerMessagesAreSystemTextWhereTheyStand() {
    String input = "[{\"type\":\"message\",\"role\":\"developer\",\"content\":[{\"type\":\"input_text\",\"text\":\"first\"}]}," + USER
        + ",{\"role\":\"developer\",\"content\":\"later\"}," + USER + "]";
    assertThat(request(OPENAI, body(input, "")).get("messages")).isEqualTo(json("[{\"role\":\"system\",\"content\":\"first\"},"
        + "{\"role\":\"user\",\"content\":\"hi\"},{\"role\":\"system\",\"content\":\"later\"},{\"role\":\"user\",\"content\":\"hi\"}]"));
    assertThat(request(ANTHROPIC, body(input, "")).get("system").toString()).contains("first", "later");
  }

  /** An instruction between a call and its result would part the two, which providers refuse. */
  @Test
  void aDeveloperMessageBetweenCallAndResultComesAfterBoth() {
    String input = "[" + USER + ",{\"type\":\"function_call\",\"call_id\":\"c1\",\"name\":\"weather\",\"arguments\":\"{}\"},"
        + "{\"role\":\"developer\",\"content\":\"note\"},{\"type\":\"function_call_output\",\"call_id\":\"c1\",\"output\":\"sun\"}]";
    JsonNode messages = request(OPENAI, body(input, "")).get("messages");
    assertThat(messages.findValuesAsText("role")).containsExactly("user", "assistant", "tool", "system");
  }

  @ParameterizedTest
  @EnumSource(Wire.class)
  void callsAndResultsReachEveryProvider(Wire provider) {
    String input = "[" + USER + ",{\"type\":\"function_call\",\"id\":\"fc_1\",\"call_id\":\"call_1\",\"name\":\"weather\","
        + "\"arguments\":\"{\\\"city\\\":\\\"Oslo\\\"}\",\"status\":\"completed\"},{\"type\":\"function_call_output\",\"call_id\":\"call_1\","
        + "\"output\":[{\"type\":\"input_text\",\"text\":\"sunny\"},{\"type\":\"input_image\",\"image_url\":\"data:image/png;base64,AAAA\"}]}]";
    String sent = request(provider, body(input, ",\"tools\":[" + WEATHER + "]")).toString();
    assertThat(sent).contains("weather", "Oslo", "sunny", "AAAA");
    if (provider != GEMINI) {
      assertThat(sent).contains("call_1");
    }
  }

  @Test
  void filesAndImagesAreRead() {
    String input = "[{\"role\":\"user\",\"content\":[{\"type\":\"input_file\",\"filename\":\"a.pdf\",\"file_data\":\"data:application/pdf;base64,QQ==\"},"
        + "{\"type\":\"input_file\",\"file_url\":\"https://example.com/x\"},{\"type\":\"input_image\",\"image_url\":\"https://example.com/i.png\"}]}]";
    JsonNode content = request(ANTHROPIC, body(input, "")).at("/messages/0/content");
    assertThat(content.findValuesAsText("type")).containsSubsequence("document", "document", "image");
    assertThat(refused(ANTHROPIC, body("[{\"role\":\"user\",\"content\":[{\"type\":\"input_image\",\"file_id\":\"f\"}]}]", "")).getMessage())
        .contains("Uploaded files");
  }

  @Test
  void aCustomToolIsAFunctionWithOneText() {
    String tools = ",\"tools\":[{\"type\":\"custom\",\"name\":\"apply_patch\",\"description\":\"Edits files\","
        + "\"format\":{\"type\":\"grammar\",\"syntax\":\"lark\",\"definition\":\"start: x\"}}]";
    String input = "[" + USER + ",{\"type\":\"custom_tool_call\",\"call_id\":\"c1\",\"name\":\"apply_patch\",\"input\":\"*** Begin\"},"
        + "{\"type\":\"custom_tool_call_output\",\"call_id\":\"c1\",\"output\":\"done\"}]";
    JsonNode sent = request(OPENAI, body(input, tools));
    JsonNode function = sent.at("/tools/0/function");
    assertThat(function.at("/parameters/properties/input/type").asText()).isEqualTo("string");
    assertThat(function.get("description").asText()).startsWith("Edits files").endsWith("lark grammar:\nstart: x");
    assertThat(sent.at("/messages/1/tool_calls/0/function/arguments").asText()).isEqualTo("{\"input\":\"*** Begin\"}");
    assertThat(Responses.context(OPENAI, body(input, tools)).asked().calledAs("apply_patch").kind()).isEqualTo(CalledAs.Kind.CUSTOM);
  }

  @Test
  void aNamespaceIsFunctionsWithItsName() {
    String tools = ",\"tools\":[{\"type\":\"namespace\",\"name\":\"github\",\"description\":\"\",\"tools\":[" + WEATHER
        + ",{\"type\":\"custom\",\"name\":\"exec\"}]}],\"tool_choice\":{\"type\":\"function\",\"namespace\":\"github\",\"name\":\"weather\"}";
    String input = "[" + USER + ",{\"type\":\"function_call\",\"call_id\":\"c1\",\"namespace\":\"github\",\"name\":\"weather\",\"arguments\":\"{}\"},"
        + "{\"type\":\"function_call_output\",\"call_id\":\"c1\",\"output\":\"sun\"}]";
    JsonNode sent = request(ANTHROPIC, body(input, tools));
    assertThat(sent.get("tools").findValuesAsText("name")).containsExactly("github__weather", "github__exec");
    assertThat(sent.at("/messages/1/content/0/name").asText()).isEqualTo("github__weather");
    assertThat(sent.at("/tool_choice/name").asText()).isEqualTo("github__weather");
    assertThat(Responses.context(ANTHROPIC, body(input, tools)).asked().calledAs("github__weather"))
        .isEqualTo(new CalledAs(CalledAs.Kind.FUNCTION, "github", "weather"));
  }

  /** Two tools may be one name once a namespace is part of it. */
  @Test
  void namesThatMeetStayApart() {
    String tools = ",\"tools\":[{\"type\":\"function\",\"name\":\"a__b\"},{\"type\":\"namespace\",\"name\":\"a\",\"tools\":[{\"type\":\"function\",\"name\":\"b\"}]}]";
    JsonNode names = request(OPENAI, body("[" + USER + "]", tools)).get("tools");
    assertThat(names.findValuesAsText("name")).hasSize(2).doesNotHaveDuplicates().contains("a__b");
  }

  /** Agents repeat the item each turn, and some have all of their tools in it. */
  @Test
  void additionalToolsAreJoinedOnce() {
    String item = "{\"type\":\"additional_tools\",\"role\":\"developer\",\"tools\":[{\"type\":\"namespace\",\"name\":\"functions\",\"tools\":["
        + "{\"type\":\"custom\",\"name\":\"exec\",\"description\":\"Runs\"}]}," + WEATHER + "]}";
    for (Wire provider : Wire.values()) {
      JsonNode sent = request(provider, body("[" + item + "," + USER + "," + item + "]", ""));
      assertThat(sent.findValuesAsText("name")).as("%s", provider).contains("functions__exec", "weather").doesNotHaveDuplicates();
    }
  }

  @Test
  void whatASearchLoadsIsAppendedAndTheRestHeldBack() {
    String tools = ",\"tools\":[" + WEATHER + ",{\"type\":\"tool_search\",\"execution\":\"client\",\"description\":\"Finds\","
        + "\"parameters\":{\"type\":\"object\",\"properties\":{\"query\":{\"type\":\"string\"}}}},"
        + "{\"type\":\"function\",\"name\":\"held\",\"defer_loading\":true}]";
    String input = "[" + USER + ",{\"type\":\"tool_search_call\",\"call_id\":\"c1\",\"execution\":\"client\",\"arguments\":{\"query\":\"agent\"}},"
        + "{\"type\":\"tool_search_output\",\"call_id\":\"c1\",\"execution\":\"client\",\"tools\":[{\"type\":\"namespace\",\"name\":\"agents\","
        + "\"tools\":[{\"type\":\"function\",\"name\":\"spawn\",\"defer_loading\":true}]}]}]";
    JsonNode sent = request(OPENAI, body(input, tools));
    assertThat(sent.get("tools").findValuesAsText("name")).containsExactly("weather", "tool_search", "agents__spawn");
    assertThat(sent.at("/messages/1/tool_calls/0/function/name").asText()).isEqualTo("tool_search");
    assertThat(sent.at("/messages/2/content").asText()).contains("agents__spawn");
  }

  /** Without a search nobody could load them. */
  @Test
  void toolsAreNotHeldBackWhereTheProviderWouldSearch() {
    String tools = ",\"tools\":[{\"type\":\"tool_search\"},{\"type\":\"function\",\"name\":\"held\",\"defer_loading\":true}]";
    assertThat(request(OPENAI, body("\"hi\"", tools)).get("tools").findValuesAsText("name")).containsExactly("held");
  }

  @Test
  void shellsAndPatchesAreFunctions() {
    String tools = ",\"tools\":[{\"type\":\"local_shell\"},{\"type\":\"shell\"},{\"type\":\"apply_patch\"}]";
    String input = "[" + USER + ",{\"type\":\"local_shell_call\",\"call_id\":\"c1\",\"action\":{\"type\":\"exec\",\"command\":[\"ls\"],\"env\":{}}},"
        + "{\"type\":\"local_shell_call_output\",\"id\":\"c1\",\"output\":\"a.txt\"},"
        + "{\"type\":\"shell_call\",\"call_id\":\"c2\",\"action\":{\"commands\":[\"pwd\"],\"timeout_ms\":null}},"
        + "{\"type\":\"shell_call_output\",\"call_id\":\"c2\",\"output\":[{\"stdout\":\"/x\",\"stderr\":\"\",\"outcome\":{\"type\":\"exit\",\"exit_code\":2}}]},"
        + "{\"type\":\"apply_patch_call\",\"call_id\":\"c3\",\"operation\":{\"type\":\"delete_file\",\"path\":\"a\"}},"
        + "{\"type\":\"apply_patch_call_output\",\"call_id\":\"c3\",\"status\":\"failed\",\"output\":\"no such file\"}]";
    JsonNode sent = request(ANTHROPIC, body(input, tools));
    assertThat(sent.get("tools").findValuesAsText("name")).containsExactly("local_shell", "shell", "apply_patch");
    assertThat(sent.at("/messages/1/content/0/input")).isEqualTo(json("{\"command\":[\"ls\"],\"env\":{}}"));
    assertThat(sent.at("/messages/3/content/0/input")).isEqualTo(json("{\"commands\":[\"pwd\"]}"));
    assertThat(sent.at("/messages/4/content/0/content").asText()).isEqualTo("/x\n[exit code 2]");
    assertThat(sent.at("/messages/6/content/0/is_error").asBoolean()).isTrue();
  }

  @Test
  void thinkingGoesBackToItsMakerOnly() {
    String signed = SealedThinking.of("hm", "c2lnbmVk");
    String input = "[" + USER + ",{\"type\":\"reasoning\",\"id\":\"rs_1\",\"summary\":[{\"type\":\"summary_text\",\"text\":\"hm\"}],\"encrypted_content\":\"SEAL\"},"
        + "{\"type\":\"function_call\",\"call_id\":\"c1\",\"name\":\"weather\",\"arguments\":\"{}\"},"
        + "{\"type\":\"function_call_output\",\"call_id\":\"c1\",\"output\":\"sun\"}]";
    String more = ",\"tools\":[" + WEATHER + "],\"reasoning\":{\"effort\":\"high\",\"summary\":\"auto\"}";
    JsonNode own = request(ANTHROPIC, body(input.replace("SEAL", signed), more));
    assertThat(own.at("/messages/1/content/0")).isEqualTo(json("{\"type\":\"thinking\",\"thinking\":\"hm\",\"signature\":\"c2lnbmVk\"}"));
    assertThat(own.at("/thinking/type").asText()).isEqualTo("enabled");
    JsonNode foreign = request(ANTHROPIC, body(input.replace("SEAL", "gAAAAABfernet"), more));
    assertThat(foreign.toString()).doesNotContain("gAAAAABfernet", "\"hm\"");
    assertThat(foreign.has("thinking")).as("a call without its thinking").isFalse();
    JsonNode changed = request(ANTHROPIC, body(input.replace("SEAL", signed).replace("\"hm\"", "\"HM\""), more));
    assertThat(changed.toString()).doesNotContain("c2lnbmVk");
    JsonNode redacted = request(CONVERSE, body(input.replace("SEAL", SealedThinking.ofRedacted("QUJD")), more));
    assertThat(redacted.toString()).contains("QUJD");
    JsonNode gemini = request(GEMINI, body(input.replace("SEAL", SealedThinking.of("hm", "gemini:0:c2ln")), more));
    assertThat(gemini.at("/contents/1/parts/0/thoughtSignature").asText()).isEqualTo("c2ln");
    assertThat(request(ANTHROPIC, body(input.replace("SEAL", SealedThinking.of("hm", "gemini:0:c2ln")), more)).toString())
        .doesNotContain("c2ln");
  }

  @Test
  void aSchemaIsAnswersForm() {
    String more = ",\"text\":{\"format\":{\"type\":\"json_schema\",\"name\":\"r\",\"strict\":true,\"schema\":{\"type\":\"object\","
        + "\"properties\":{\"a\":{\"type\":\"string\"}},\"required\":[\"a\"],\"additionalProperties\":false}},\"verbosity\":\"low\"}";
    assertThat(request(OPENAI, body("\"hi\"", more)).at("/response_format/json_schema/name").asText()).isEqualTo("r");
    assertThat(request(GEMINI, body("\"hi\"", more)).at("/generationConfig/responseMimeType").asText()).isEqualTo("application/json");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      "auto"                                                                              | "auto"
      "required"                                                                          | "required"
      "none"                                                                              | "none"
      {"type":"function","name":"weather"}                                                | {"type":"function","function":{"name":"weather"}}
      {"type":"allowed_tools","mode":"required","tools":[{"type":"function","name":"weather"}]} | "required"
      """)
  void toolChoices(String choice, String sent) {
    String tools = ",\"tools\":[" + WEATHER + ",{\"type\":\"function\",\"name\":\"other\"}],\"tool_choice\":" + choice;
    JsonNode body = request(OPENAI, body("\"hi\"", tools));
    assertThat(body.get("tool_choice")).isEqualTo(json(sent));
    assertThat(body.get("tools")).hasSize(choice.contains("allowed_tools") ? 1 : 2);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      "previous_response_id":"resp_1"                 | previous_response_id
      "conversation":"conv_1"                         | conversation
      "prompt":{"id":"p"}                             | prompt
      "background":true                               | background
      "top_logprobs":2                                | top_logprobs
      "include":["message.output_text.logprobs"]      | include
      "tools":[{"type":"teleport"}]                   | tools[0].type
      "text":{"format":{"type":"xml"}}                | text.format.type
      "max_output_tokens":"9"                         | max_output_tokens
      "reasoning":{"effort":"huge"}                   | reasoning.effort
      """)
  void whatCannotBeCarriedIsNamed(String field, String param) {
    for (Wire provider : Wire.values()) {
      assertThat(refused(provider, body("\"hi\"", "," + field)).param()).as("%s", provider).isEqualTo(param);
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      {"type":"item_reference","id":"msg_1"}                 | input[1]
      {"type":"compaction","encrypted_content":"x"}          | input[1].type
      {"type":"computer_call","call_id":"c","action":{}}     | input[1].type
      {"type":"mcp_approval_response","approve":true}        | input[1].type
      {"role":"nobody","content":"x"}                        | input[1].role
      {"type":"function_call","name":"f","arguments":"{}"}   | input[1].call_id
      7                                                      | input[1]
      """)
  void itemsThatCannotBeCarriedAreNamed(String item, String param) {
    assertThat(refused(OPENAI, body("[" + USER + "," + item + "]", "")).param()).isEqualTo(param);
  }

  /** They change no answer. */
  @ParameterizedTest
  @EnumSource(Wire.class)
  void hintsAreLeftOut(Wire provider) {
    String hints = ",\"store\":true,\"include\":[\"reasoning.encrypted_content\"],\"prompt_cache_key\":\"k\",\"text\":{\"verbosity\":\"low\"},"
        + "\"service_tier\":\"auto\",\"metadata\":{\"a\":\"b\"},\"client_metadata\":{\"x\":\"y\"},\"stream_options\":{\"include_obfuscation\":false},"
        + "\"truncation\":\"disabled\",\"max_tool_calls\":3,\"safety_identifier\":\"u\"";
    String sent = request(provider, body("\"hi\"", hints)).toString();
    assertThat(sent).doesNotContain("verbosity", "obfuscation", "prompt_cache_key", "client_metadata", "store", "truncation");
  }

  /** Vercel's SDK sends them in place of reasoning items, by default. */
  @Test
  void aReferenceToThinkingIsLeftOut() {
    JsonNode sent = request(ANTHROPIC, body("[" + USER + ",{\"type\":\"item_reference\",\"id\":\"rs_1_0\"},{\"role\":\"assistant\",\"content\":\"a\"}," + USER + "]", ""));
    assertThat(sent.get("messages").findValuesAsText("role")).containsExactly("user", "assistant", "user");
  }

  /** The conversation must go on after a model has written broken JSON. */
  @Test
  void brokenArgumentsInTheHistoryAreKeptAsText() {
    String input = "[" + USER + ",{\"type\":\"function_call\",\"call_id\":\"c1\",\"name\":\"weather\",\"arguments\":\"{\\\"city\\\":\"},"
        + "{\"type\":\"function_call_output\",\"call_id\":\"c1\",\"output\":\"not JSON\"}]";
    assertThat(request(ANTHROPIC, body(input, "")).at("/messages/1/content/0/input/arguments").asText()).isEqualTo("{\"city\":");
  }
}
