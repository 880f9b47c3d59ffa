package app.orqen.translate.front;

import static app.orqen.translate.Wire.ANTHROPIC;
import static app.orqen.translate.Wire.CONVERSE;
import static app.orqen.translate.Wire.GEMINI;
import static app.orqen.translate.Wire.OPENAI;
import static app.orqen.translate.front.Fixtures.check;
import static app.orqen.translate.front.Fixtures.json;
import static app.orqen.translate.front.Fixtures.refused;
import static app.orqen.translate.front.Fixtures.request;
import static app.orqen.translate.front.Fixtures.to;
import static app.orqen.translate.front.Fixtures.translated;
import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.translate.chat.RequestContext;
import app.orqen.translate.error.TranslationException;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rows of the mapping tables: a client's field, and its place in the provider's request ({@code -}: nowhere). */
class RequestMappingTest {

  private static final String USER = "\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]";
  private static final String TOOL = ",\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"description\":\"d\",\"strict\":true}}]";

  @Test
  void cacheMarksBecomeCachePointsAndBack() {
    JsonNode sent = request(OPENAI, CONVERSE, "us.anthropic.claude-sonnet-4-5-20250929-v1:0", """
        {"messages":[{"role":"system","content":[{"type":"text","text":"s","cache_control":{"type":"ephemeral"}}]},
          {"role":"user","content":[{"type":"text","text":"a","cache_control":{"type":"ephemeral","ttl":"1h"}},{"type":"text","text":"b"}]}]}""");
    check(sent, "/system", "[{\"text\":\"s\"},{\"cachePoint\":{\"type\":\"default\"}}]");
    check(sent, "/messages/0/content", "[{\"text\":\"a\"},{\"cachePoint\":{\"type\":\"default\",\"ttl\":\"1h\"}},{\"text\":\"b\"}]");
    JsonNode back = request(CONVERSE, ANTHROPIC, "claude-sonnet-4-5", sent.toString());
    check(back, "/messages/0/content/0", "{\"type\":\"text\",\"text\":\"a\",\"cache_control\":{\"type\":\"ephemeral\",\"ttl\":\"1h\"}}");
    check(back, "/system", "[{\"type\":\"text\",\"text\":\"s\",\"cache_control\":{\"type\":\"ephemeral\"}}]");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      "max_tokens":7                                     | /max_tokens       | 7
      "stop_sequences":["1","2","3","4"]                 | /stop             | ["1","2","3","4"]
      "stop_sequences":["\\n","1"]                       | /stop             | ["\\n","1"]
      "temperature":0.5,"top_p":0.5,"top_k":5            | /top_k            | -
      "temperature":0.5                                  | /temperature      | 0.5
      "metadata":{"user_id":"u"}                         | /user             | "u"
      "output_config":{"format":{"type":"json_schema","schema":{"type":"object"}}} | /response_format | {"type":"json_schema","json_schema":{"name":"response","schema":{"type":"object"},"strict":false}}
      "tool_choice":{"type":"auto"}                      | /tool_choice      | "auto"
      "tool_choice":{"type":"any","disable_parallel_tool_use":true} | /parallel_tool_calls | false
      "tool_choice":{"type":"any"}                       | /tool_choice      | "required"
      "tool_choice":{"type":"none"}                      | /tool_choice      | "none"
      "tool_choice":{"type":"tool","name":"f"}           | /tool_choice      | {"type":"function","function":{"name":"f"}}
      "thinking":{"type":"enabled","budget_tokens":2048} | /reasoning_effort | -
      "service_tier":"auto","container":"c"              | /container        | -
      """)
  void anthropicToOpenAi(String field, String pointer, String expected) {
    check(request(ANTHROPIC, OPENAI, "llama-3", "{" + USER
        + ",\"tools\":[{\"name\":\"f\",\"input_schema\":{\"type\":\"object\"}},{\"type\":\"web_search_20250305\",\"name\":\"web_search\"}]," + field + "}"),
        pointer, expected);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      gpt-5.4 | true  | /max_completion_tokens | 7
      gpt-5.4 | true  | /temperature           | -
      o1      | true  | /max_completion_tokens | 7
      gpt-5.4 | true  | /messages/0/role       | "developer"
      gpt-5.4 | true  | /reasoning_effort      | "medium"
      gpt-4o  | true  | /max_tokens            | 7
      gpt-4o  | true  | /temperature           | 0.5
      gpt-4o  | true  | /reasoning_effort      | -
      openai/gpt-5.4 | false | /max_tokens     | 7
      openai/gpt-5.4 | false | /messages/0/role | "system"
      kimi-k2 | false | /messages/2/reasoning_content | "hm"
      llama   | false | /messages/2/reasoning_content | -
      """)
  void modelFieldRules(String model, boolean nativeOpenAi, String pointer, String expected) {
    String body = """
        {"max_tokens":7,"temperature":0.5,"system":"s","thinking":{"type":"enabled","budget_tokens":8000},
         "messages":[{"role":"user","content":"x"},{"role":"assistant","content":[{"type":"thinking","thinking":"hm","signature":""},
           {"type":"text","text":"y"}]},{"role":"user","content":"z"}]}""";
    check(json(translated(ANTHROPIC, OPENAI, to(model).withNativeOpenAi(nativeOpenAi), body).body()), pointer, expected);
  }

  @Test
  void anthropicMessagesToOpenAi() {
    JsonNode sent = request(ANTHROPIC, OPENAI, "gpt-4o", """
        {"max_tokens":5,"system":[{"type":"text","text":"x-anthropic-billing-header: a"},{"type":"text","text":"s1"},{"type":"text","text":"s2"}],
         "messages":[{"role":"user","content":[{"type":"text","text":"a"},
            {"type":"image","source":{"type":"base64","media_type":"image/png","data":"QQ=="}},
            {"type":"image","source":{"type":"url","url":"https://e/x.png"}},
            {"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"QQ=="},"title":"t"},
            {"type":"document","source":{"type":"text","media_type":"text/plain","data":"plain"}}]},
          {"role":"assistant","content":[{"type":"thinking","thinking":"t","signature":"s"},{"type":"tool_use","id":"i","name":"f","input":{"a":1.50}}]},
          {"role":"user","content":[{"type":"tool_result","tool_use_id":"i","is_error":true,
             "content":[{"type":"text","text":"bad"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"QQ=="}}]}]},
          {"role":"system","content":"later"}]}""");
    check(sent, "/messages", """
        [{"role":"system","content":"s1\\n\\ns2"},
         {"role":"user","content":[{"type":"text","text":"a"},{"type":"image_url","image_url":{"url":"data:image/png;base64,QQ=="}},
           {"type":"image_url","image_url":{"url":"https://e/x.png"}},
           {"type":"file","file":{"filename":"t","file_data":"data:application/pdf;base64,QQ=="}},{"type":"text","text":"plain"}]},
         {"role":"assistant","content":null,"tool_calls":[{"id":"i","type":"function","function":{"name":"f","arguments":"{\\"a\\":1.50}"}}]},
         {"role":"tool","tool_call_id":"i","content":"Error: bad"},
         {"role":"user","content":[{"type":"image_url","image_url":{"url":"data:image/png;base64,QQ=="}}]},
         {"role":"system","content":"later"}]""");
  }

  @Test
  void aStreamAsksForItsUsage() {
    RequestContext stream = RequestContext.of("r", 1, "m", true);
    String body = "{\"max_tokens\":1," + USER + "}";
    check(json(translated(ANTHROPIC, OPENAI, stream, body).body()), "/stream_options", "{\"include_usage\":true}");
    check(json(translated(OPENAI, ANTHROPIC, stream, body).body()), "/stream", "true");
  }

  @Test
  void aCachePointAfterAConverseToolMarksThatTool() {
    String body = """
        {"messages":[{"role":"user","content":[{"text":"a"}]}],"toolConfig":{"tools":[{"cachePoint":{"type":"default"}},
          {"toolSpec":{"name":"f","inputSchema":{"json":{"type":"object"}}}},
          {"toolSpec":{"name":"g","inputSchema":{"json":{"type":"object"}}}},{"cachePoint":{"type":"default","ttl":"1h"}}]}}""";
    JsonNode sent = request(CONVERSE, ANTHROPIC, "claude-sonnet-4-5", body);
    check(sent, "/tools/0/cache_control", "-");
    check(sent, "/tools/1/cache_control", "{\"type\":\"ephemeral\",\"ttl\":\"1h\"}");
  }

  @Test
  void idsOfCallsAreNoLongerThanOpenAiTakes() {
    String id = "tooluse_" + "x".repeat(50);
    String body = """
        {"messages":[{"role":"user","content":[{"text":"a"}]},
          {"role":"assistant","content":[{"toolUse":{"toolUseId":"%1$s","name":"f","input":{}}},
            {"toolUse":{"toolUseId":"tooluse_a:b.c-d","name":"f","input":{}}}]},
          {"role":"user","content":[{"toolResult":{"toolUseId":"%1$s","content":[{"text":"r"}]}},
            {"toolResult":{"toolUseId":"tooluse_a:b.c-d","content":[{"text":"r"}]}}]}]}""".formatted(id);
    JsonNode sent = json(translated(CONVERSE, OPENAI, to("gpt-4o").withNativeOpenAi(true), body).body());
    String sentId = sent.at("/messages/1/tool_calls/0/id").asText();
    assertThat(sentId).startsWith("tooluse_xx").hasSize(40);
    check(sent, "/messages/2/tool_call_id", "\"" + sentId + "\"");
    check(sent, "/messages/3/tool_call_id", "\"tooluse_a:b.c-d\"");
    check(request(CONVERSE, OPENAI, "kimi-k2", body), "/messages/2/tool_call_id", "\"" + id + "\"");
  }

  /** OpenAI takes a file's base64 without the head of a data URL too; and signed addresses have a query. */
  @Test
  void filesAreKnownByTheirNames() {
    String body = """
        {"messages":[{"role":"user","content":[{"type":"file","file":{"filename":"Report.PDF","file_data":"QQ=="}},
          {"type":"file","file":{"filename":"a.b.jpg","file_data":"QQ=="}},
          {"type":"image_url","image_url":{"url":"https://e/x.pdf?sig=a.png"}},
          {"type":"image_url","image_url":{"url":"https://e/x.png?of=a.pdf"}}]}]}""";
    JsonNode sent = request(OPENAI, ANTHROPIC, "claude-sonnet-4-5", body);
    check(sent, "/messages/0/content", """
        [{"type":"document","source":{"type":"base64","media_type":"application/pdf","data":"QQ=="},"title":"Report.PDF"},
         {"type":"image","source":{"type":"base64","media_type":"image/jpeg","data":"QQ=="}},
         {"type":"document","source":{"type":"url","url":"https://e/x.pdf?sig=a.png"}},
         {"type":"image","source":{"type":"url","url":"https://e/x.png?of=a.pdf"}}]""");
    TranslationException refused = refused(OPENAI, ANTHROPIC, "claude-sonnet-4-5", body.replace("Report.PDF", "Report"));
    assertThat(refused.param()).isEqualTo("messages[0].content[0].file.filename");
  }

  @Test
  void aConverseSchemaKeepsItsNameAndDescription() {
    JsonNode sent = request(CONVERSE, OPENAI, "gpt-4o", """
        {"messages":[{"role":"user","content":[{"text":"a"}]}],"outputConfig":{"textFormat":{"type":"json_schema","structure":
          {"jsonSchema":{"name":"n","description":"d","schema":"{\\"type\\":\\"object\\"}"}}}}}""");
    check(sent, "/response_format/json_schema",
        "{\"name\":\"n\",\"description\":\"d\",\"schema\":{\"type\":\"object\"},\"strict\":false}");
  }

  @Test
  void converseToEveryProvider() {
    String body = """
        {"system":[{"text":"s"}],"inferenceConfig":{"maxTokens":5,"temperature":0.5,"topP":0.9,"stopSequences":["E"]},
         "messages":[{"role":"user","content":[{"text":"a"},{"image":{"format":"png","source":{"bytes":"QQ=="}}},
            {"document":{"format":"txt","name":"d","source":{"bytes":"aGV5"}}}]},
          {"role":"assistant","content":[{"toolUse":{"toolUseId":"t","name":"f","input":{"x":1}}}]},
          {"role":"user","content":[{"toolResult":{"toolUseId":"t","status":"error","content":[{"json":{"k":[1]}}]}}]}],
         "toolConfig":{"tools":[{"toolSpec":{"name":"f","inputSchema":{"json":{"type":"object"}}}}],"toolChoice":{"any":{}}},
         "additionalModelRequestFields":{"top_k":9}}""";
    JsonNode openAi = request(CONVERSE, OPENAI, "llama", body);
    check(openAi, "/messages/3", "{\"role\":\"tool\",\"tool_call_id\":\"t\",\"content\":\"Error: {\\\"k\\\":[1]}\"}");
    check(openAi, "/messages/1/content/2", "{\"type\":\"text\",\"text\":\"hey\"}");
    check(openAi, "/tool_choice", "\"required\"");
    JsonNode anthropic = request(CONVERSE, ANTHROPIC, "claude-3-haiku-20240307", body);
    check(anthropic, "/messages/2/content/0", "{\"type\":\"tool_result\",\"tool_use_id\":\"t\",\"content\":\"{\\\"k\\\":[1]}\",\"is_error\":true}");
    check(anthropic, "/messages/0/content/2/source", "{\"type\":\"text\",\"media_type\":\"text/plain\",\"data\":\"hey\"}");
    check(anthropic, "/top_k", "9");
    JsonNode gemini = request(CONVERSE, GEMINI, "gemini-2.5-pro", body);
    check(gemini, "/contents/2/parts/0/functionResponse", "{\"name\":\"f\",\"response\":{\"error\":\"{\\\"k\\\":[1]}\"}}");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      {"messages":[]}                                                        | messages
      {"messages":{}}                                                        | messages
      {"messages":[{"role":"user","content":7}]}                             | messages[0].content
      {"messages":[{"role":"wizard","content":"x"}]}                         | messages[0].role
      {"messages":[{"role":"user","content":"x"}],"n":2}                     | n
      {"messages":[{"role":"user","content":"x"}],"temperature":"hot"}       | temperature
      {"messages":[{"role":"user","content":"x"}],"max_tokens":1.5}          | max_tokens
      {"messages":[{"role":"user","content":"x"}],"functions":[{}]}          | functions
      {"messages":[{"role":"user","content":[{"type":"input_audio","input_audio":{"format":"wav","data":"Q"}}]}]} | messages
      {"messages":[{"role":"user","content":[{"type":"file","file":{"file_id":"f"}}]}]} | messages[0].content[0].file.file_id
      """)
  void whatCannotBeTranslatedIsA400ThatNamesTheField(String body, String param) {
    assertThat(refused(OPENAI, ANTHROPIC, "claude-sonnet-4-5", body).param()).isEqualTo(param);
  }

  @Test
  void unknownConverseMembersAreA400() {
    assertThat(refused(CONVERSE, ANTHROPIC, "claude-3", "{\"messages\":[{\"role\":\"user\",\"content\":[{\"hologram\":{}}]}]}").param())
        .isEqualTo("messages[0].content[0].hologram");
    refused(CONVERSE, ANTHROPIC, "claude-3", "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"a\",\"image\":{}}]}]}");
  }

  @Test
  void halfASurrogatePairDoesNotFail() {
    JsonNode sent = request(OPENAI, ANTHROPIC, "claude-sonnet-4-5", "{\"messages\":[{\"role\":\"user\",\"content\":\"cut \\ud83d\"}]}");
    assertThat(sent.at("/messages/0/content/0/text").asText()).isEqualTo("cut \uFFFD");
  }
}
