package app.orqen.translate.front;

import static app.orqen.translate.Wire.ANTHROPIC;
import static app.orqen.translate.Wire.CONVERSE;
import static app.orqen.translate.Wire.GEMINI;
import static app.orqen.translate.Wire.OPENAI;
import static app.orqen.translate.front.Fixtures.check;
import static app.orqen.translate.front.Fixtures.json;
import static app.orqen.translate.front.Fixtures.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What becomes of the fields of an OpenAI client in the requests of the other providers ({@code -}: nowhere). */
class OpenAiRequestMappingTest {

  private static final String USER = "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]";
  private static final String TOOL = ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"description\":\"d\",\"strict\":true}}]";

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      "max_tokens":7                                  | /max_tokens      | 7
      "max_tokens":7,"max_completion_tokens":8        | /max_tokens      | 8
      "n":1                                           | /max_tokens      | 64000
      "stop":"END"                                    | /stop_sequences  | ["END"]
      "stop":["a"," ","b"]                            | /stop_sequences  | ["a","b"]
      "temperature":1.7                               | /temperature     | 1
      "temperature":0.25                              | /temperature     | 0.25
      "top_p":0.5                                     | /top_p           | 0.5
      "top_k":3                                       | /top_k           | 3
      "user":"u"                                      | /metadata        | {"user_id":"u"}
      "safety_identifier":"u"                         | /metadata        | {"user_id":"u"}
      "service_tier":"auto"                           | /service_tier    | "auto"
      "service_tier":"default"                        | /service_tier    | "standard_only"
      "service_tier":"flex"                           | /service_tier    | -
      "seed":1,"logit_bias":{},"store":true           | /seed            | -
      "frequency_penalty":1,"logprobs":false          | /logprobs        | -
      "reasoning_effort":"none"                       | /thinking        | -
      "reasoning_effort":"high"                       | /thinking        | {"type":"enabled","budget_tokens":4096}
      "reasoning_effort":"low","max_tokens":100       | /max_tokens      | 1124
      "reasoning_effort":"low","temperature":0.5      | /temperature     | -
      "reasoning_effort":"low","top_p":0.97           | /top_p           | 0.97
      "parallel_tool_calls":false                     | /tool_choice     | -
      "response_format":{"type":"text"}               | /output_config   | -
      """)
  void openAiToAnthropic(String field, String pointer, String expected) {
    check(request(OPENAI, ANTHROPIC, "claude-sonnet-4-5", "{" + USER + "," + field + "}"), pointer, expected);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      "tool_choice":"auto"                                            | {"type":"auto"}
      "tool_choice":"required"                                        | {"type":"any"}
      "tool_choice":"none"                                            | {"type":"none"}
      "tool_choice":{"type":"function","function":{"name":"f"}}       | {"type":"tool","name":"f"}
      "parallel_tool_calls":false                                     | {"type":"auto","disable_parallel_tool_use":true}
      "parallel_tool_calls":false,"tool_choice":"required"            | {"type":"any","disable_parallel_tool_use":true}
      "tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"required","tools":[{"type":"function","function":{"name":"f"}}]}} | {"type":"any"}
      """)
  void openAiToolChoiceToAnthropic(String field, String expected) {
    JsonNode sent = request(OPENAI, ANTHROPIC, "claude-sonnet-4-5", "{" + USER + TOOL + "," + field + "}");
    check(sent, "/tool_choice", expected);
    check(sent, "/tools", "[{\"name\":\"f\",\"description\":\"d\",\"input_schema\":{\"type\":\"object\",\"properties\":{},\"additionalProperties\":false},\"strict\":true}]");
  }

  @Test
  void openAiMessagesToAnthropic() {
    JsonNode sent = request(OPENAI, ANTHROPIC, "claude-sonnet-4-5", """
        {"messages":[{"role":"system","content":"one"},
          {"role":"assistant","content":"hello","reasoning_content":"unsigned"},
          {"role":"user","content":[{"type":"text","text":"see","cache_control":{"type":"ephemeral","ttl":"1h"}},
            {"type":"file","file":{"filename":"a.pdf","file_data":"data:application/pdf;base64,QQ=="}}]},
          {"role":"developer","content":[{"type":"text","text":"two","cache_control":{"type":"ephemeral"}}]},
          {"role":"assistant","content":[{"type":"refusal","refusal":"no"}]},{"role":"assistant","content":"pre  "}]}""");
    assertThat(sent.get("system")).isEqualTo(json("""
        [{"type":"text","text":"one"},{"type":"text","text":"two","cache_control":{"type":"ephemeral"}}]"""));
    assertThat(sent.get("messages")).isEqualTo(json("""
        [{"role":"user","content":[{"type":"text","text":"."}]},
         {"role":"assistant","content":[{"type":"text","text":"hello"}]},
         {"role":"user","content":[{"type":"text","text":"see","cache_control":{"type":"ephemeral","ttl":"1h"}},
           {"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"QQ=="},"title":"a.pdf"}]},
         {"role":"assistant","content":[{"type":"text","text":"no"},{"type":"text","text":"pre"}]}]"""));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      "max_tokens":7                                  | /inferenceConfig/maxTokens       | 7
      "n":1                                           | /inferenceConfig/maxTokens       | -
      "stop":["a",""]                                 | /inferenceConfig/stopSequences   | ["a"]
      "stop":"\\n"                                     | /inferenceConfig/stopSequences   | -
      "temperature":2                                 | /inferenceConfig/temperature     | 1
      "top_p":0.5                                     | /inferenceConfig/topP            | 0.5
      "top_k":3                                       | /additionalModelRequestFields    | {"top_k":3}
      "service_tier":"flex"                           | /serviceTier                     | {"type":"flex"}
      "service_tier":"auto"                           | /serviceTier                     | -
      "reasoning_effort":"medium"                     | /additionalModelRequestFields    | {"thinking":{"type":"enabled","budget_tokens":2048}}
      "reasoning_effort":"medium","max_tokens":10     | /inferenceConfig/maxTokens       | 2058
      "user":"u","metadata":{"a":"b"}                 | /requestMetadata                 | -
      """)
  void openAiToConverse(String field, String pointer, String expected) {
    check(request(OPENAI, CONVERSE, "us.anthropic.claude-sonnet-4-5-20250929-v1:0", "{" + USER + "," + field + "}"), pointer, expected);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      "tool_choice":"auto"                                      | /toolConfig/toolChoice            | {"auto":{}}
      "tool_choice":"required"                                  | /toolConfig/toolChoice            | {"any":{}}
      "tool_choice":{"type":"function","function":{"name":"f"}} | /toolConfig/toolChoice            | {"tool":{"name":"f"}}
      "tool_choice":"none"                                      | /toolConfig                       | -
      "parallel_tool_calls":false                               | /additionalModelRequestFields     | {"tool_choice":{"type":"auto","disable_parallel_tool_use":true}}
      "parallel_tool_calls":false                               | /toolConfig/toolChoice            | -
      "parallel_tool_calls":false,"tool_choice":"required"      | /additionalModelRequestFields     | -
      """)
  void openAiToolChoiceToConverse(String field, String pointer, String expected) {
    check(request(OPENAI, CONVERSE, "us.anthropic.claude-sonnet-4-5-20250929-v1:0", "{" + USER + TOOL + "," + field + "}"), pointer, expected);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      us.amazon.nova-2-lite-v1:0 | {"reasoningConfig":{"type":"enabled","maxReasoningEffort":"high"}}
      openai.gpt-oss-120b-1:0    | {"reasoning_effort":"high"}
      meta.llama3-1-8b-instruct-v1:0 | -
      """)
  void reasoningEffortOnOtherBedrockModels(String model, String expected) {
    check(request(OPENAI, CONVERSE, model, "{" + USER + ",\"reasoning_effort\":\"xhigh\"}"), "/additionalModelRequestFields", expected);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      "max_tokens":7                           | /generationConfig/maxOutputTokens  | 7
      "temperature":1.8                        | /generationConfig/temperature      | 1.8
      "top_p":0.5                              | /generationConfig/topP             | 0.5
      "seed":3                                 | /generationConfig/seed             | 3
      "stop":["1","2","3","4","5"]             | /generationConfig/stopSequences    | ["1","2","3","4","5"]
      "stop":["\\n\\n","","1"]                 | /generationConfig/stopSequences    | ["\\n\\n","1"]
      "response_format":{"type":"json_object"} | /generationConfig/responseMimeType | "application/json"
      "response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"type":"object"}}} | /generationConfig/responseJsonSchema | {"type":"object"}
      "reasoning_effort":"high"                | /generationConfig/thinkingConfig   | {"thinkingBudget":24576,"includeThoughts":true}
      "reasoning_effort":"none"                | /generationConfig/thinkingConfig   | {"thinkingBudget":0,"includeThoughts":false}
      "tool_choice":"none"                     | /toolConfig                        | {"functionCallingConfig":{"mode":"NONE"}}
      "tool_choice":"auto"                     | /toolConfig                        | {"functionCallingConfig":{"mode":"AUTO"}}
      "tool_choice":"required"                 | /toolConfig                        | {"functionCallingConfig":{"mode":"ANY"}}
      "tool_choice":{"type":"function","function":{"name":"f"}} | /toolConfig       | {"functionCallingConfig":{"mode":"ANY","allowedFunctionNames":["f"]}}
      "n":1                                    | /tools                             | [{"functionDeclarations":[{"name":"f","description":"d"}]}]
      """)
  void openAiToGemini(String field, String pointer, String expected) {
    check(request(OPENAI, GEMINI, "gemini-2.5-flash", "{" + USER + TOOL + "," + field + "}"), pointer, expected);
  }

  @Test
  void openAiPartsToGemini() {
    JsonNode sent = request(OPENAI, GEMINI, "gemini-3-pro", """
        {"reasoning_effort":"xhigh","messages":[{"role":"system","content":"s"},{"role":"user","content":[{"type":"text","text":"a"},
          {"type":"image_url","image_url":{"url":"data:image/png;base64,QQ=="}},
          {"type":"input_audio","input_audio":{"format":"wav","data":"QQ=="}},
          {"type":"image_url","image_url":{"url":"gs://b/o"}}]},{"role":"user","content":"b"}]}""");
    check(sent, "/systemInstruction", "{\"parts\":[{\"text\":\"s\"}]}");
    check(sent, "/contents", """
        [{"role":"user","parts":[{"text":"a"},{"inlineData":{"mimeType":"image/png","data":"QQ=="}},
          {"inlineData":{"mimeType":"audio/wav","data":"QQ=="}},{"fileData":{"fileUri":"gs://b/o"}},{"text":"b"}]}]""");
    check(sent, "/generationConfig/thinkingConfig", "{\"thinkingLevel\":\"high\",\"includeThoughts\":true}");
  }
}
