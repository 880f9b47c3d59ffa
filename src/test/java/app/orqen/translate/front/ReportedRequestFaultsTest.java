package app.orqen.translate.front;

import static app.orqen.translate.Wire.ANTHROPIC;
import static app.orqen.translate.Wire.CONVERSE;
import static app.orqen.translate.Wire.GEMINI;
import static app.orqen.translate.Wire.OPENAI;
import static app.orqen.translate.front.Fixtures.json;
import static app.orqen.translate.front.Fixtures.refused;
import static app.orqen.translate.front.Fixtures.request;
import static app.orqen.translate.front.Fixtures.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.translate.Wire;
import app.orqen.translate.error.TranslationException;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Faults that users of other gateways reported: requests that a provider refuses, or understands otherwise. */
class ReportedRequestFaultsTest {

  private static final String CLAUDE = "claude-sonnet-4-5";
  private static final String BEDROCK = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";

  @Test
  void aReferenceInAToolResultGoesToGeminiAsText() {
    String history = """
        {"messages":[{"role":"user","content":"x"},
          {"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}]},
          {"role":"tool","tool_call_id":"a","content":"{\\"schema\\":{\\"$ref\\":\\"#/components/x\\"}}"}]}""";

    assertThat(request(OPENAI, GEMINI, "gemini-2.5-pro", history).at("/contents/2/parts/0/functionResponse/response"))
        .isEqualTo(json("{\"output\":\"{\\\"schema\\\":{\\\"$ref\\\":\\\"#/components/x\\\"}}\"}"));
  }

  @Test
  void repeatedCallIdsBecomeDistinctTogetherWithTheirResults() {
    String call = "{\"role\":\"assistant\",\"content\":null,\"tool_calls\":[{\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]},";
    String result = "{\"role\":\"tool\",\"tool_call_id\":\"a\",\"content\":\"%s\"}";
    String history = "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}," + call + result.formatted("one") + "," + call
        + result.formatted("two") + "],\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}]}";

    JsonNode anthropic = request(OPENAI, ANTHROPIC, CLAUDE, history).get("messages");
    assertThat(anthropic.at("/1/content/0/id").asText()).isEqualTo("a");
    assertThat(anthropic.at("/2/content/0/tool_use_id").asText()).isEqualTo("a");
    assertThat(anthropic.at("/3/content/0/id").asText()).isEqualTo("a_1");
    assertThat(anthropic.at("/4/content/0/tool_use_id").asText()).isEqualTo("a_1");
    JsonNode converse = request(OPENAI, CONVERSE, BEDROCK, history).get("messages");
    assertThat(converse.at("/4/content/0/toolResult/toolUseId").asText()).isEqualTo("a_1");
  }

  @Test
  void aCacheMarkInsideAToolResultIsKept() {
    String anthropic = """
        {"max_tokens":9,"messages":[{"role":"user","content":"x"},
          {"role":"assistant","content":[{"type":"tool_use","id":"a","name":"f","input":{}}]},
          {"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":[
            {"type":"text","text":"y","cache_control":{"type":"ephemeral","ttl":"1h"}}]}]}],"tools":[{"name":"f","input_schema":{}}]}""";
    String openAi = """
        {"messages":[{"role":"user","content":"x"},
          {"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}]},
          {"role":"tool","tool_call_id":"a","content":[{"type":"text","text":"y","cache_control":{"type":"ephemeral"}}]}],
         "tools":[{"type":"function","function":{"name":"f"}}]}""";

    assertThat(request(ANTHROPIC, CONVERSE, BEDROCK, anthropic).at("/messages/2/content/1"))
        .isEqualTo(json("{\"cachePoint\":{\"type\":\"default\",\"ttl\":\"1h\"}}"));
    assertThat(request(OPENAI, CONVERSE, BEDROCK, openAi).at("/messages/2/content/1"))
        .isEqualTo(json("{\"cachePoint\":{\"type\":\"default\"}}"));
    assertThat(request(OPENAI, ANTHROPIC, CLAUDE, openAi).at("/messages/2/content/0/content"))
        .isEqualTo(json("[{\"type\":\"text\",\"text\":\"y\",\"cache_control\":{\"type\":\"ephemeral\"}}]"));
  }

  @Test
  void aMessageOfDocumentsOnlyGetsATextForBedrock() {
    JsonNode content = request(ANTHROPIC, CONVERSE, BEDROCK, """
        {"max_tokens":9,"messages":[{"role":"user","content":[
          {"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"QQ=="}}]}]}""").at("/messages/0/content");

    assertThat(content.get(0).has("document")).isTrue();
    assertThat(content.get(1)).isEqualTo(json("{\"text\":\"The documents of this message.\"}"));
  }

  @ParameterizedTest
  @CsvSource({"5, OPENAI, gpt-4o, stop_sequences", "1, OPENAI, o3, stop_sequences", "6, GEMINI, gemini-2.5-pro, stop_sequences"})
  void moreStopSequencesThanAProviderTakesAreRefused(int count, Wire provider, String model, String param) {
    String stops = "\"s\",".repeat(count - 1) + "\"s\"";
    String body = "{\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"stop_sequences\":[" + stops + "]}";

    TranslationException refusal;
    if (model.equals("o3")) {
      try {
        Translations.of(ANTHROPIC, provider).request(utf8(body), Fixtures.to(model).withNativeOpenAi(true));
        throw new AssertionError("not refused");
      } catch (TranslationException e) {
        refusal = e;
      }
    } else {
      refusal = refused(ANTHROPIC, provider, model, body);
    }
    assertThat(refusal.param()).isEqualTo(param);
  }

  @Test
  void aStopSequenceThatAModelTakesIsCarried() {
    assertThat(json(Fixtures.translated(ANTHROPIC, OPENAI, Fixtures.to("o1").withNativeOpenAi(true),
        "{\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],\"stop_sequences\":[\"s\"]}").body()).get("stop"))
        .isEqualTo(json("[\"s\"]"));
  }

  private static final String LOOSE = """
      {"type":"object","properties":{"n":{"type":"integer","minimum":1,"maximum":9,"description":"how many"},
        "tags":{"type":"array","items":{"type":"string","maxLength":5},"minItems":1,"maxItems":3},
        "when":{"type":"string","format":"date"},"word":{"oneOf":[{"type":"string","pattern":"^a"},{"type":"null"}]}},"required":["n"]}""";
  private static final String CLOSED = """
      {"type":"object","properties":{"n":{"type":"integer","description":"how many\\n\\n{minimum: 1, maximum: 9}"},
        "tags":{"type":"array","items":{"type":"string","description":"{maxLength: 5}"},"minItems":1,"description":"{maxItems: 3}"},
        "when":{"type":"string","format":"date"},"word":{"anyOf":[{"type":"string","description":"{pattern: \\"^a\\"}"},{"type":"null"}]}},
        "required":["n"],"additionalProperties":false}""";

  @Test
  void aStrictSchemaIsClosedForClaude() {
    String body = "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],"
        + "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"r\",\"strict\":true,\"schema\":" + LOOSE + "}},"
        + "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"strict\":true,\"parameters\":" + LOOSE + "}},"
        + "{\"type\":\"function\",\"function\":{\"name\":\"g\",\"parameters\":" + LOOSE + "}}]}";

    JsonNode anthropic = request(OPENAI, ANTHROPIC, CLAUDE, body);
    assertThat(anthropic.at("/output_config/format/schema")).isEqualTo(json(CLOSED));
    assertThat(anthropic.at("/tools/0/input_schema")).isEqualTo(json(CLOSED));
    assertThat(anthropic.at("/tools/1/input_schema")).isEqualTo(json(LOOSE));
    JsonNode converse = request(OPENAI, CONVERSE, BEDROCK, body);
    assertThat(json(converse.at("/outputConfig/textFormat/structure/jsonSchema/schema").asText())).isEqualTo(json(CLOSED));
    assertThat(converse.at("/toolConfig/tools/0/toolSpec/inputSchema/json")).isEqualTo(json(CLOSED));
  }

  @Test
  void aSchemaIsStrictForOpenAiOnlyIfEveryPropertyIsRequired() {
    String whole = "{\"type\":\"object\",\"properties\":{\"n\":{\"type\":\"integer\"}},\"required\":[\"n\"],\"additionalProperties\":false}";
    String body = "{\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],"
        + "\"output_config\":{\"format\":{\"type\":\"json_schema\",\"schema\":%s}},\"tools\":[{\"name\":\"f\",\"strict\":true,\"input_schema\":%s}]}";

    JsonNode strict = request(ANTHROPIC, OPENAI, "gpt-4o", body.formatted(whole, whole));
    assertThat(strict.at("/response_format/json_schema/strict").asBoolean()).isTrue();
    assertThat(strict.at("/tools/0/function/strict").asBoolean()).isTrue();
    JsonNode loose = request(ANTHROPIC, OPENAI, "gpt-4o", body.formatted(LOOSE, LOOSE));
    assertThat(loose.at("/response_format/json_schema/strict").asBoolean(true)).isFalse();
    assertThat(loose.at("/tools/0/function/strict").asBoolean(true)).isFalse();
  }
}
