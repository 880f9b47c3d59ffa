package app.orqen.translate.front;

import static app.orqen.translate.Wire.ANTHROPIC;
import static app.orqen.translate.Wire.CONVERSE;
import static app.orqen.translate.Wire.GEMINI;
import static app.orqen.translate.Wire.OPENAI;
import static app.orqen.translate.front.Fixtures.answer;
import static app.orqen.translate.front.Fixtures.json;
import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.translate.Wire;
import app.orqen.translate.answer.AnswerContext;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Complete answers from every provider's wire to every surface's. */
class AnswerMappingTest {

  private static final String CLAUDE = """
      {"id":"msg_1","type":"message","role":"assistant","model":"claude-x","content":[
        {"type":"thinking","thinking":"hm","signature":"s"},{"type":"text","text":"a"},{"type":"text","text":"b"},
        {"type":"tool_use","id":"t1","name":"f","input":{"x":1.10}},{"type":"tool_use","id":"t2","name":"g","input":{}}],
       "stop_reason":"tool_use","stop_sequence":null,"usage":{"input_tokens":4,"output_tokens":6,"output_tokens_details":{"thinking_tokens":2}}}""";
  private static final String GPT = """
      {"id":"chatcmpl-9","object":"chat.completion","created":5,"model":"gpt-x","choices":[{"index":0,"message":{"role":"assistant",
        "content":"ab","reasoning_content":"hm","tool_calls":[{"id":"t1","type":"function","function":{"name":"f","arguments":"{\\"x\\":1.10}"}},
        {"id":"t2","type":"function","function":{"name":"g","arguments":""}}]},"finish_reason":"tool_calls"}],
       "usage":{"prompt_tokens":10,"completion_tokens":6,"total_tokens":16,"prompt_tokens_details":{"cached_tokens":6}}}""";
  private static final String BEDROCK = """
      {"output":{"message":{"role":"assistant","content":[{"reasoningContent":{"reasoningText":{"text":"hm","signature":"s"}}},{"text":"ab"},
        {"toolUse":{"toolUseId":"t1","name":"f","input":{"x":1.10}}},{"toolUse":{"toolUseId":"t2","name":"g","input":{}}}]}},
       "stopReason":"end_turn","usage":{"inputTokens":4,"outputTokens":6,"totalTokens":10,"cacheReadInputTokens":6},"metrics":{"latencyMs":9}}""";
  private static final String GOOGLE = """
      {"candidates":[{"content":{"role":"model","parts":[{"text":"hm","thought":true},{"text":"ab"},
        {"functionCall":{"name":"f","args":{"x":1.10}}},{"functionCall":{"name":"g","id":"t2"}}]},"finishReason":"STOP"}],
       "usageMetadata":{"promptTokenCount":10,"candidatesTokenCount":4,"thoughtsTokenCount":2,"cachedContentTokenCount":6},
       "modelVersion":"gemini-x","responseId":"r"}""";

  @Test
  void claudeToOpenAi() {
    JsonNode out = answer(OPENAI, ANTHROPIC, CLAUDE);
    assertThat(out).isEqualTo(json("""
        {"id":"msg_1","object":"chat.completion","created":1767225600,"model":"claude-x","choices":[{"index":0,"message":{
          "role":"assistant","content":"ab","refusal":null,"reasoning_content":"hm",
          "thinking_blocks":[{"type":"thinking","thinking":"hm","signature":"s"}],
          "tool_calls":[{"id":"t1","type":"function","function":{"name":"f","arguments":"{\\"x\\":1.10}"}},
            {"id":"t2","type":"function","function":{"name":"g","arguments":"{}"}}]},"logprobs":null,"finish_reason":"tool_calls"}],
         "usage":{"prompt_tokens":4,"completion_tokens":6,"total_tokens":10,"prompt_tokens_details":{"cached_tokens":0,"cache_write_tokens":0},
           "completion_tokens_details":{"reasoning_tokens":2}}}"""));
  }

  @Test
  void gptToAnthropic() {
    JsonNode out = answer(ANTHROPIC, OPENAI, GPT);
    assertThat(out).isEqualTo(json("""
        {"id":"chatcmpl-9","type":"message","role":"assistant","model":"gpt-x","content":[
          {"type":"thinking","thinking":"hm","signature":""},{"type":"text","text":"ab"},
          {"type":"tool_use","id":"t1","name":"f","input":{"x":1.10}},{"type":"tool_use","id":"t2","name":"g","input":{}}],
         "stop_reason":"tool_use","stop_sequence":null,
         "usage":{"input_tokens":4,"cache_creation_input_tokens":0,"cache_read_input_tokens":6,"output_tokens":6}}"""));
  }

  @Test
  void gptToConverse() {
    JsonNode out = answer(CONVERSE, OPENAI, GPT);
    assertThat(out).isEqualTo(json("""
        {"output":{"message":{"role":"assistant","content":[{"reasoningContent":{"reasoningText":{"text":"hm"}}},{"text":"ab"},
          {"toolUse":{"toolUseId":"t1","name":"f","input":{"x":1.10}}},{"toolUse":{"toolUseId":"t2","name":"g","input":{}}}]}},
         "stopReason":"tool_use","usage":{"inputTokens":4,"outputTokens":6,"totalTokens":16,"cacheReadInputTokens":6,"cacheWriteInputTokens":0},
         "metrics":{"latencyMs":0}}"""));
  }

  @Test
  void bedrockAndGeminiSayTheSame() {
    for (Wire surface : new Wire[] {OPENAI, ANTHROPIC}) {
      JsonNode bedrock = answer(surface, CONVERSE, BEDROCK);
      JsonNode google = answer(surface, GEMINI, GOOGLE);
      String calls = surface == OPENAI ? "/choices/0/message/tool_calls/1" : "/content/3";
      assertThat(google.at(calls)).isEqualTo(bedrock.at(calls));
      String stop = surface == OPENAI ? "/choices/0/finish_reason" : "/stop_reason";
      assertThat(google.at(stop)).as("a tool call though the provider says stop").isEqualTo(bedrock.at(stop))
          .isEqualTo(json(surface == OPENAI ? "\"tool_calls\"" : "\"tool_use\""));
      String input = surface == OPENAI ? "/usage/prompt_tokens" : "/usage/cache_read_input_tokens";
      assertThat(google.at(input)).isEqualTo(bedrock.at(input)).isEqualTo(json(surface == OPENAI ? "10" : "6"));
    }
    assertThat(answer(OPENAI, CONVERSE, BEDROCK).get("model").asText()).isEqualTo("up-model");
    assertThat(answer(OPENAI, GEMINI, GOOGLE).at("/usage/completion_tokens").asInt()).isEqualTo(6);
    assertThat(answer(OPENAI, GEMINI, GOOGLE).at("/choices/0/message/tool_calls/0/id").asText()).isEqualTo("call_r1_0");
  }

  @ParameterizedTest
  @CsvSource(textBlock = """
      end_turn, stop, end_turn
      stop_sequence, stop, stop_sequence
      pause_turn, stop, end_turn
      max_tokens, length, max_tokens
      model_context_window_exceeded, length, model_context_window_exceeded
      tool_use, stop, end_turn
      refusal, content_filter, content_filtered
      something_new, stop, end_turn
      """)
  void anthropicStopReasons(String reason, String openAi, String converse) {
    String body = "{\"type\":\"message\",\"content\":[{\"type\":\"text\",\"text\":\"x\"}],\"stop_reason\":\"" + reason + "\",\"usage\":{}}";
    assertThat(answer(OPENAI, ANTHROPIC, body).at("/choices/0/finish_reason").asText()).isEqualTo(openAi);
    assertThat(answer(CONVERSE, ANTHROPIC, body).get("stopReason").asText()).isEqualTo(converse);
  }

  @ParameterizedTest
  @CsvSource(textBlock = """
      end_turn, stop, end_turn
      stop_sequence, stop, stop_sequence
      max_tokens, length, max_tokens
      content_filtered, content_filter, refusal
      guardrail_intervened, content_filter, refusal
      malformed_tool_use, stop, end_turn
      """)
  void converseStopReasons(String reason, String openAi, String anthropic) {
    String body = "{\"output\":{\"message\":{\"content\":[{\"text\":\"x\"}]}},\"stopReason\":\"" + reason + "\"}";
    assertThat(answer(OPENAI, CONVERSE, body).at("/choices/0/finish_reason").asText()).isEqualTo(openAi);
    assertThat(answer(ANTHROPIC, CONVERSE, body).get("stop_reason").asText()).isEqualTo(anthropic);
  }

  @ParameterizedTest
  @CsvSource(textBlock = """
      stop, end_turn, end_turn
      length, max_tokens, max_tokens
      content_filter, refusal, content_filtered
      eos, end_turn, end_turn
      """)
  void openAiFinishReasons(String reason, String anthropic, String converse) {
    String body = "{\"choices\":[{\"index\":0,\"message\":{\"content\":\"x\"},\"finish_reason\":\"" + reason + "\"}]}";
    assertThat(answer(ANTHROPIC, OPENAI, body).get("stop_reason").asText()).isEqualTo(anthropic);
    assertThat(answer(CONVERSE, OPENAI, body).get("stopReason").asText()).isEqualTo(converse);
  }

  @ParameterizedTest
  @CsvSource(textBlock = """
      STOP, stop
      MAX_TOKENS, length
      SAFETY, content_filter
      RECITATION, content_filter
      IMAGE_SAFETY, content_filter
      MALFORMED_FUNCTION_CALL, stop
      OTHER, stop
      """)
  void geminiFinishReasons(String reason, String openAi) {
    String body = "{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"x\"}]},\"finishReason\":\"" + reason + "\"}]}";
    assertThat(answer(OPENAI, GEMINI, body).at("/choices/0/finish_reason").asText()).isEqualTo(openAi);
  }

  @Test
  void aBlockedGeminiPromptIsFiltered() {
    JsonNode out = answer(OPENAI, GEMINI, "{\"promptFeedback\":{\"blockReason\":\"SAFETY\"},\"usageMetadata\":{\"promptTokenCount\":3}}");
    assertThat(out.at("/choices/0/finish_reason").asText()).isEqualTo("content_filter");
    assertThat(out.at("/choices/0/message/content").isNull()).isTrue();
  }

  @Test
  void unparsableArgumentsAreAnEmptyObjectToAnthropicClients() {
    JsonNode out = answer(ANTHROPIC, OPENAI, """
        {"choices":[{"message":{"content":null,"tool_calls":[{"id":"t","function":{"name":"f","arguments":"{oops"}}]},"finish_reason":"stop"}]}""");
    assertThat(out.at("/content/0/input")).isEqualTo(json("{}"));
    assertThat(out.get("stop_reason").asText()).isEqualTo("tool_use");
  }

  /** As in a stream: an empty object would look like a whole call. Without arguments the object is empty all the same. */
  @ParameterizedTest
  @CsvSource({"{oops, {oops", "'', {}", "null, {}", "'{ }', {}", "[7], [7]"})
  void unparsableArgumentsReachClientsWhoseFormHasThemAsText(String written, String expected) throws Exception {
    String body = """
        {"id":"r","object":"response","status":"completed","model":"m","output":[{"type":"function_call","id":"fc_1","call_id":"c","name":"f",
          "arguments":"%s","status":"completed"}]}""".formatted(written);
    byte[] plain = Translation.of(OPENAI.surface(), WireRegistry.RESPONSES).answer(Fixtures.utf8(body), Fixtures.CONTEXT).body();
    assertThat(json(plain).at("/choices/0/message/tool_calls/0/function/arguments").asText()).isEqualTo(expected);
    String chat = """
        {"choices":[{"message":{"content":null,"tool_calls":[{"id":"t","function":{"name":"f","arguments":"%s"}}]},"finish_reason":"tool_calls"}]}"""
        .formatted(written);
    assertThat(Responses.answer(OPENAI, Fixtures.CONTEXT, chat).at("/output/0/arguments").asText()).isEqualTo(expected);
  }

  @Test
  void dialectsOfOpenAi() {
    JsonNode mistral = answer(ANTHROPIC, OPENAI, """
        {"choices":[{"message":{"content":[{"type":"thinking","thinking":[{"type":"text","text":"hm"}]},{"type":"text","text":"a"}]},
          "finish_reason":"stop"}]}""");
    assertThat(mistral.get("content")).isEqualTo(json(
        "[{\"type\":\"thinking\",\"thinking\":\"hm\",\"signature\":\"\"},{\"type\":\"text\",\"text\":\"a\"}]"));
    JsonNode ollama = answer(ANTHROPIC, OPENAI, """
        {"choices":[{"message":{"tool_calls":[{"function":{"name":"f","arguments":{"x":1}}},{"function":{"name":"g","arguments":"{}"}}]},
          "finish_reason":"stop"}],"usage":{"prompt_tokens":2,"completion_tokens":1,"total_tokens":9}}""");
    assertThat(ollama.at("/content/0")).isEqualTo(json("{\"type\":\"tool_use\",\"id\":\"call_r1_0\",\"name\":\"f\",\"input\":{\"x\":1}}"));
    assertThat(ollama.at("/content/1/name").asText()).isEqualTo("g");
    assertThat(ollama.at("/usage/output_tokens").asInt()).as("reasoning that only the total counts").isEqualTo(7);
  }

  @Test
  void idsThatTheGatewayMakesFitOpenAi() {
    AnswerContext context = AnswerContext.of("req_0123456789abcdef0123456789abcdef", 1, "m", false);
    String id = answer(OPENAI, GEMINI, context, GOOGLE).at("/choices/0/message/tool_calls/0/id").asText();
    assertThat(id).isEqualTo("call_0123456789abcdef0123456789abcdef_0").hasSizeLessThan(40);
  }
}
