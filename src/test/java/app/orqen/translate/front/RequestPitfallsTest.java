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
import app.orqen.translate.chat.RequestContext;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** "The shape of messages" of docs/pitfalls.md; each test bears the number of its pitfall. */
class RequestPitfallsTest {

  private static final String SONNET_45 = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";
  private static final String OPUS_47 = "us.anthropic.claude-opus-4-7";

  private static final String PARALLEL_HISTORY = """
      {"role":"user","content":"go"},
      {"role":"assistant","content":"","tool_calls":[
        {"id":"a","type":"function","function":{"name":"f","arguments":"{\\"x\\":1}"}},
        {"id":"b","type":"function","function":{"name":"f","arguments":""}},
        {"id":"c","type":"function","function":{"name":"g","arguments":"  "}}]},
      {"role":"tool","tool_call_id":"a","content":"one"},
      {"role":"tool","tool_call_id":"b","content":""},
      {"role":"tool","tool_call_id":"c","content":[{"type":"text","text":"three"}]}""";
  private static final String TOOLS = """
      "tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object","properties":{}}}},
               {"type":"function","function":{"name":"g"}}]""";

  private static String chat(String messages, String... more) {
    return "{\"model\":\"m\",\"messages\":[" + messages + "]" + (more.length == 0 ? "" : "," + String.join(",", more)) + "}";
  }

  @Test
  void pitfall05_blankArgumentsInHistoryAreAnEmptyObject() {
    for (Wire provider : List.of(ANTHROPIC, CONVERSE, GEMINI)) {
      String sent = request(OPENAI, provider, SONNET_45, chat(PARALLEL_HISTORY, TOOLS)).toString();
      assertThat(sent).contains(provider == GEMINI ? "\"args\":{}" : "\"input\":{}").doesNotContain("\"input\":\"\"");
    }
    assertThat(refused(OPENAI, ANTHROPIC, "claude-3-haiku", chat("""
        {"role":"user","content":"x"},{"role":"assistant","tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{oops"}}]}"""))
        .param()).isEqualTo("messages[1].tool_calls[0].function.arguments");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\"tool_choice\":\"none\""})
  void pitfall23_toolHistoryWithoutCallableToolsIsAcceptedAndNothingCanBeCalled(String choice) {
    String body = choice.isEmpty() ? chat(PARALLEL_HISTORY) : chat(PARALLEL_HISTORY, TOOLS, choice);
    JsonNode converse = request(OPENAI, CONVERSE, SONNET_45, body);
    assertThat(converse.has("toolConfig")).isFalse();
    assertThat(converse.toString()).doesNotContain("toolUse", "toolResult").contains("[Called tool f with", "[Tool result: one]");
    JsonNode anthropic = request(OPENAI, ANTHROPIC, "claude-sonnet-4-5", body);
    assertThat(anthropic.get("tools")).extracting(t -> t.get("name").asText()).containsExactly("f", "g");
    assertThat(anthropic.get("tool_choice")).isEqualTo(json("{\"type\":\"none\"}"));
  }

  @Test
  void pitfall24_parallelToolResultsAreOneTurnInOrder() {
    JsonNode anthropic = request(OPENAI, ANTHROPIC, "claude-sonnet-4-5", chat(PARALLEL_HISTORY, TOOLS)).get("messages");
    assertThat(anthropic).hasSize(3);
    assertThat(anthropic.get(2)).isEqualTo(json("""
        {"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":"one"},
          {"type":"tool_result","tool_use_id":"b"},{"type":"tool_result","tool_use_id":"c","content":"three"}]}"""));
    JsonNode converse = request(OPENAI, CONVERSE, SONNET_45, chat(PARALLEL_HISTORY, TOOLS)).get("messages");
    assertThat(converse).hasSize(3);
    assertThat(converse.get(2)).isEqualTo(json("""
        {"role":"user","content":[{"toolResult":{"toolUseId":"a","content":[{"text":"one"}]}},
          {"toolResult":{"toolUseId":"b","content":[{"text":"(empty)"}]}},
          {"toolResult":{"toolUseId":"c","content":[{"text":"three"}]}}]}"""));
  }

  @Test
  void pitfall25_resultsComeBeforeTextInTheSameTurn() {
    String body = chat(PARALLEL_HISTORY + ",{\"role\":\"user\",\"content\":\"and?\"}", TOOLS);
    JsonNode anthropic = request(OPENAI, ANTHROPIC, "claude-sonnet-4-5", body).get("messages");
    assertThat(anthropic).hasSize(3);
    assertThat(anthropic.get(2).get("content")).extracting(b -> b.get("type").asText())
        .containsExactly("tool_result", "tool_result", "tool_result", "text");
    JsonNode converse = request(OPENAI, CONVERSE, SONNET_45, body).get("messages").get(2).get("content");
    assertThat(converse.get(3)).isEqualTo(json("{\"text\":\"and?\"}"));
    JsonNode gemini = request(OPENAI, GEMINI, "gemini-2.5-pro", body).get("contents");
    assertThat(gemini.get(2).get("parts").get(3)).isEqualTo(json("{\"text\":\"and?\"}"));
    JsonNode back = request(ANTHROPIC, OPENAI, "gpt-4o", """
        {"max_tokens":5,"messages":[{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"f","input":{}}]},
          {"role":"user","content":[{"type":"text","text":"and?"},{"type":"tool_result","tool_use_id":"a","content":"one"}]}]}""")
        .get("messages");
    assertThat(back).extracting(m -> m.get("role").asText()).containsExactly("assistant", "tool", "user");
  }

  @Test
  void pitfall26_blankTextIsLeftOut() {
    String body = chat("""
        {"role":"system","content":" "},{"role":"user","content":"hi"},{"role":"assistant","content":""},
        {"role":"user","content":[{"type":"text","text":" "},{"type":"text","text":"there"}]}""");
    assertThat(request(OPENAI, ANTHROPIC, "claude-sonnet-4-5", body).get("messages")).isEqualTo(json("""
        [{"role":"user","content":[{"type":"text","text":"hi"},{"type":"text","text":"there"}]}]"""));
    JsonNode converse = request(OPENAI, CONVERSE, SONNET_45, body);
    assertThat(converse.has("system")).isFalse();
    assertThat(converse.get("messages")).isEqualTo(json("[{\"role\":\"user\",\"content\":[{\"text\":\"hi\"},{\"text\":\"there\"}]}]"));
    assertThat(request(ANTHROPIC, OPENAI, "gpt-4o", """
        {"max_tokens":5,"system":"","messages":[{"role":"user","content":" "},{"role":"user","content":"hi"}]}""").get("messages"))
        .isEqualTo(json("[{\"role\":\"user\",\"content\":\"hi\"}]"));
  }

  @ParameterizedTest
  @CsvSource(delimiter = ';', value = {
      "''; {\"type\":\"object\",\"properties\":{}}",
      "null; {\"type\":\"object\",\"properties\":{}}",
      "[]; {\"type\":\"object\",\"properties\":{}}",
      "{}; {\"type\":\"object\",\"properties\":{}}",
      "{\"oneOf\":[{}],\"$defs\":{}}; {\"type\":\"object\",\"oneOf\":[{}],\"$defs\":{}}",
      "{\"type\":[\"object\",\"null\"],\"x\":1}; {\"type\":\"object\",\"x\":1}",
      "{\"type\":\"object\",\"additionalProperties\":false}; {\"type\":\"object\",\"additionalProperties\":false}"})
  void pitfall27_toolSchemaHasAnObjectAtItsRoot(String parameters, String expected) {
    String body = chat("{\"role\":\"user\",\"content\":\"x\"}", "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\""
        + (parameters.isEmpty() ? "" : ",\"parameters\":" + parameters) + "}}]");
    assertThat(request(OPENAI, ANTHROPIC, "claude-sonnet-4-5", body).at("/tools/0/input_schema")).isEqualTo(json(expected));
    assertThat(request(OPENAI, CONVERSE, SONNET_45, body).at("/toolConfig/tools/0/toolSpec/inputSchema/json")).isEqualTo(json(expected));
  }

  @Test
  void pitfall28_namesAndIdsAreMappedAlikeEverywhereAndRestored() throws Exception {
    String name = "mcp__server.with dots__" + "x".repeat(80);
    String id = "functions.f:0/" + "y".repeat(80);
    String body = chat("""
        {"role":"user","content":"x"},
        {"role":"assistant","tool_calls":[{"id":"%1$s","type":"function","function":{"name":"%2$s","arguments":"{}"}}]},
        {"role":"tool","tool_call_id":"%1$s","content":"ok"}""".formatted(id, name),
        "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"" + name + "\"}}]",
        "\"tool_choice\":{\"type\":\"function\",\"function\":{\"name\":\"" + name + "\"}}");
    TranslatedRequest converse = translated(OPENAI, CONVERSE, to(SONNET_45), body);
    JsonNode sent = json(converse.body());
    String mapped = sent.at("/toolConfig/tools/0/toolSpec/name").asText();
    assertThat(mapped).matches("[a-zA-Z0-9_-]{1,64}");
    assertThat(sent.at("/toolConfig/toolChoice/tool/name").asText()).isEqualTo(mapped);
    assertThat(sent.at("/messages/1/content/0/toolUse/name").asText()).isEqualTo(mapped);
    String mappedId = sent.at("/messages/1/content/0/toolUse/toolUseId").asText();
    assertThat(mappedId).matches("[a-zA-Z0-9_.:-]{1,64}");
    assertThat(sent.at("/messages/2/content/0/toolResult/toolUseId").asText()).isEqualTo(mappedId);
    TranslatedAnswer answer = Translations.of(OPENAI, CONVERSE).answer(Fixtures.utf8("""
        {"output":{"message":{"role":"assistant","content":[{"toolUse":{"toolUseId":"t","name":"%s","input":{}}}]}},
         "stopReason":"tool_use","usage":{"inputTokens":1,"outputTokens":1,"totalTokens":2}}""".formatted(mapped)), converse.answer());
    assertThat(json(answer.body()).at("/choices/0/message/tool_calls/0/function/name").asText()).isEqualTo(name);
    assertThat(answer.tools()).containsExactly(name);
    JsonNode anthropic = request(OPENAI, ANTHROPIC, "claude-sonnet-4-5", body);
    assertThat(anthropic.at("/tools/0/name").asText()).isEqualTo(mapped);
    assertThat(anthropic.at("/messages/1/content/0/id").asText()).matches("[a-zA-Z0-9_-]+")
        .isEqualTo(anthropic.at("/messages/2/content/0/tool_use_id").asText());
    assertThat(refused(OPENAI, CONVERSE, SONNET_45, chat("{\"role\":\"user\",\"content\":\"x\"}",
        "\"tools\":[{\"type\":\"custom\",\"custom\":{\"name\":\"p\"}}]")).param()).isEqualTo("tools[0].type");
  }

  @Test
  void pitfall28_aNameBeginsForGeminiAsItDemands() {
    TranslatedRequest sent = translated(OPENAI, GEMINI, to("gemini-2.5-flash"), chat("{\"role\":\"user\",\"content\":\"x\"}",
        "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"21st_magic\"}},{\"type\":\"function\",\"function\":{\"name\":\"_ok-1.a\"}}]"));
    JsonNode declared = json(sent.body()).at("/tools/0/functionDeclarations");
    assertThat(declared.at("/0/name").asText()).matches("_21st_magic_[0-9a-f]{8}");
    assertThat(declared.at("/1/name").asText()).isEqualTo("_ok-1.a");
    assertThat(sent.answer().toolNames()).containsOnlyKeys(declared.at("/0/name").asText()).containsValue("21st_magic");
  }

  @Test
  void pitfall29_anArnIsSentAsItIs() {
    String arn = "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc123";
    TranslatedRequest sent = translated(OPENAI, CONVERSE, to(arn), chat("{\"role\":\"user\",\"content\":\"x\"}"));
    assertThat(sent.answer().model()).isEqualTo(arn);
    assertThat(json(sent.body()).has("model")).isFalse();
  }

  @Test
  void pitfall30_imagesKeepTheirTypeOrAreRefused() {
    String image = "{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"url\":\"%s\"}}]}";
    JsonNode converse = request(OPENAI, CONVERSE, SONNET_45, chat(image.formatted("data:image/jpg;base64,QUJD")));
    assertThat(converse.at("/messages/0/content/0")).isEqualTo(json("{\"image\":{\"format\":\"jpeg\",\"source\":{\"bytes\":\"QUJD\"}}}"));
    JsonNode anthropic = request(OPENAI, ANTHROPIC, "claude-sonnet-4-5", chat(image.formatted("data:image/jpg;base64,QUJD")));
    assertThat(anthropic.at("/messages/0/content/0/source"))
        .isEqualTo(json("{\"type\":\"base64\",\"media_type\":\"image/jpeg\",\"data\":\"QUJD\"}"));
    for (Wire provider : List.of(ANTHROPIC, CONVERSE)) {
      assertThat(refused(OPENAI, provider, SONNET_45, chat(image.formatted("data:image/svg+xml;base64,QUJD")))).hasMessageContaining("svg");
    }
    refused(OPENAI, CONVERSE, SONNET_45, chat(image.formatted("https://example.org/a.png")));
    assertThat(request(OPENAI, ANTHROPIC, "claude-sonnet-4-5", chat(image.formatted("https://example.org/a.png")))
        .at("/messages/0/content/0/source")).isEqualTo(json("{\"type\":\"url\",\"url\":\"https://example.org/a.png\"}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"claude-opus-4-7", "us.anthropic.claude-opus-4-8", "claude-sonnet-5", "anthropic.claude-opus-5-5", "claude-opus-4.7",
      "claude-haiku-5-5", "claude-unheard-of-9"})
  void pitfall31_newClaudeGetsNoSamplingAndAdaptiveThinking(String model) {
    String body = chat("{\"role\":\"user\",\"content\":\"x\"}",
        "\"temperature\":0.7,\"top_p\":0.9,\"top_k\":5,\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":9000}");
    JsonNode anthropic = request(OPENAI, ANTHROPIC, model, body);
    assertThat(anthropic.has("temperature") || anthropic.has("top_p") || anthropic.has("top_k")).isFalse();
    assertThat(anthropic.get("thinking")).isEqualTo(json("{\"type\":\"adaptive\"}"));
    assertThat(anthropic.at("/output_config/effort").asText()).isEqualTo("high");
    JsonNode converse = request(OPENAI, CONVERSE, model, body);
    assertThat(converse.get("inferenceConfig")).isEmpty();
    assertThat(converse.at("/additionalModelRequestFields/thinking/type").asText()).isEqualTo("adaptive");
    assertThat(converse.at("/outputConfig/effort").asText()).isEqualTo("high");
  }

  @ParameterizedTest
  @ValueSource(strings = {"claude-opus-4-1-20250805", SONNET_45, "claude-haiku-4-5", "claude-opus-4-6",
      "arn:aws:bedrock:us-east-1:1:application-inference-profile/abc"})
  void pitfall32_temperatureWithoutTopP(String model) {
    String body = chat("{\"role\":\"user\",\"content\":\"x\"}", "\"temperature\":1.5,\"top_p\":0.9");
    JsonNode converse = request(OPENAI, CONVERSE, model, body).get("inferenceConfig");
    assertThat(converse).isEqualTo(json("{\"temperature\":1}"));
    JsonNode only = request(OPENAI, CONVERSE, model, chat("{\"role\":\"user\",\"content\":\"x\"}", "\"top_p\":0.9")).get("inferenceConfig");
    assertThat(only).isEqualTo(json("{\"topP\":0.9}"));
    JsonNode old = request(OPENAI, CONVERSE, "anthropic.claude-3-haiku-20240307-v1:0", body).get("inferenceConfig");
    assertThat(old).isEqualTo(json("{\"temperature\":1,\"topP\":0.9}"));
  }

  @Test
  void pitfall32_aBaseModelOverrulesTheOpaqueArn() {
    String body = chat("{\"role\":\"user\",\"content\":\"x\"}", "\"temperature\":0.5,\"top_p\":0.9");
    RequestContext context = to("arn:aws:bedrock:us-east-1:1:application-inference-profile/abc").withBaseModel("anthropic.claude-opus-4-7");
    assertThat(json(translated(OPENAI, CONVERSE, context, body).body()).get("inferenceConfig")).isEmpty();
  }

  @Test
  void pitfall33_thinkingIsReplayedWithItsSignatureOrTurnedOff() {
    String history = """
        {"role":"user","content":"x"},
        {"role":"assistant","content":"ok",%s"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}]},
        {"role":"tool","tool_call_id":"a","content":"r"}""";
    String blocks = """
        "thinking_blocks":[{"type":"thinking","thinking":"","signature":"sig"},{"type":"redacted_thinking","data":"d"}],""";
    String thinking = "\"reasoning_effort\":\"high\"";
    JsonNode kept = request(OPENAI, ANTHROPIC, "claude-sonnet-4-5", chat(history.formatted(blocks), TOOLS, thinking));
    assertThat(kept.at("/messages/1/content")).isEqualTo(json("""
        [{"type":"thinking","thinking":"","signature":"sig"},{"type":"redacted_thinking","data":"d"},
         {"type":"text","text":"ok"},{"type":"tool_use","id":"a","name":"f","input":{}}]"""));
    assertThat(kept.at("/thinking/type").asText()).isEqualTo("enabled");
    JsonNode lost = request(OPENAI, ANTHROPIC, "claude-sonnet-4-5", chat(history.formatted(""), TOOLS, thinking));
    assertThat(lost.has("thinking")).isFalse();
    JsonNode converse = request(OPENAI, CONVERSE, SONNET_45, chat(history.formatted(blocks), TOOLS, thinking));
    assertThat(converse.at("/messages/1/content/0")).isEqualTo(json("{\"reasoningContent\":{\"reasoningText\":{\"text\":\"\",\"signature\":\"sig\"}}}"));
    assertThat(converse.at("/messages/1/content/1")).isEqualTo(json("{\"reasoningContent\":{\"redactedContent\":\"d\"}}"));
    assertThat(request(OPENAI, CONVERSE, OPUS_47, chat(history.formatted(""), TOOLS, thinking)).has("additionalModelRequestFields")).isFalse();
  }

  @Test
  void pitfall33_geminiSignatureTravelsAsAThinkingBlock() {
    JsonNode message = Fixtures.answer(OPENAI, GEMINI, """
        {"candidates":[{"content":{"parts":[{"functionCall":{"name":"f","args":{"x":1}},"thoughtSignature":"tsig"},
          {"functionCall":{"name":"f","args":{}}}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":1}}""").at("/choices/0/message");
    String body = chat("{\"role\":\"user\",\"content\":\"x\"}," + message + """
        ,{"role":"tool","tool_call_id":"call_r1_0","content":"r"},{"role":"tool","tool_call_id":"call_r1_1","content":"{\\"k\\":1}"}""", TOOLS);
    JsonNode contents = request(OPENAI, GEMINI, "gemini-3-pro", body).get("contents");
    assertThat(contents.get(1).get("parts")).isEqualTo(json("""
        [{"functionCall":{"name":"f","args":{"x":1}},"thoughtSignature":"tsig"},{"functionCall":{"name":"f","args":{}}}]"""));
    assertThat(contents.get(2).get("parts")).isEqualTo(json("""
        [{"functionResponse":{"name":"f","response":{"output":"r"}}},{"functionResponse":{"name":"f","response":{"k":1}}}]"""));
    assertThat(request(OPENAI, ANTHROPIC, "claude-sonnet-4-5", body).toString()).as("not to another provider").doesNotContain("tsig");
    assertThat(request(OPENAI, GEMINI, "gemini-3-pro", chat(PARALLEL_HISTORY, TOOLS)).at("/contents/1/parts/0/thoughtSignature").asText())
        .isEqualTo("skip_thought_signature_validator");
  }

  @Test
  void pitfall34_schemaBecomesANativeFormatOrASyntheticTool() {
    String format = "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"n\",\"schema\":{\"type\":\"object\"}}}";
    String user = "{\"role\":\"user\",\"content\":\"x\"}";
    assertThat(request(OPENAI, ANTHROPIC, "claude-opus-4-7", chat(user, format)).at("/output_config/format"))
        .isEqualTo(json("{\"type\":\"json_schema\",\"schema\":{\"type\":\"object\",\"additionalProperties\":false}}"));
    assertThat(request(OPENAI, CONVERSE, SONNET_45, chat(user, format)).at("/outputConfig/textFormat/structure/jsonSchema"))
        .isEqualTo(json("{\"name\":\"n\",\"schema\":\"{\\\"type\\\":\\\"object\\\",\\\"additionalProperties\\\":false}\"}"));
    TranslatedRequest alone = translated(OPENAI, CONVERSE, to("anthropic.claude-3-haiku-20240307-v1:0"), chat(user, format));
    assertThat(alone.answer().jsonTool()).isEqualTo("json_response");
    assertThat(json(alone.body()).at("/toolConfig/toolChoice")).isEqualTo(json("{\"tool\":{\"name\":\"json_response\"}}"));
    TranslatedRequest withTools = translated(OPENAI, CONVERSE, to("meta.llama3-1-70b-instruct-v1:0"), chat(user, format, TOOLS));
    assertThat(json(withTools.body()).at("/toolConfig/toolChoice")).isEqualTo(json("{\"any\":{}}"));
    assertThat(json(withTools.body()).at("/toolConfig/tools")).hasSize(3);
  }
}
