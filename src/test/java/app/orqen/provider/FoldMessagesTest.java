package app.orqen.provider;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.request.BodyEdit;
import app.orqen.request.BodyScan;
import app.orqen.translate.answer.TranslatedRequest;
import app.orqen.translate.chat.RequestContext;
import app.orqen.translate.error.TranslationException;
import app.orqen.translate.front.Translation;
import app.orqen.translate.front.WireRegistry;
import app.orqen.translate.wire.Surface;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The quirk {@code fold}, and what of a conversation the templates of open models refuse. */
class FoldMessagesTest {

  private static final ObjectMapper JSON = new ObjectMapper();

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      // a user after a tool
      "[{'role':'tool','tool_call_id':'a','content':'r'},{'role':'user','content':'u'}] | [{'role':'tool','tool_call_id':'a','content':'r\\n\\nu'}]",
      "[{'role':'tool','tool_call_id':'a','content':[{'type':'text','text':'r'}]},{'role':'user','content':[{'type':'text','text':'u'}]}]"
          + " | [{'role':'tool','tool_call_id':'a','content':'r\\n\\nu'}]",
      "[{'role':'tool','content':''},{'role':'user','content':'u'}] | [{'role':'tool','content':'u'}]",
      "[{'content':'r','role':'tool'},{'role':'user','content':'u','name':'n'},{'role':'user','content':'v'}] | [{'content':'r\\n\\nu\\n\\nv','role':'tool'}]",
      "[{'role':'tool','content':'r'},{'role':'user','content':[{'type':'image_url','image_url':{'url':'x'}}]}]"
          + " | [{'role':'tool','content':'r'},{'role':'assistant','content':'.'},{'role':'user','content':[{'type':'image_url','image_url':{'url':'x'}}]}]",
      // a system message in the middle
      "[{'role':'system','content':'s'},{'role':'user','content':'u'},{'role':'system','content':'t'}]"
          + " | [{'role':'system','content':'s'},{'role':'user','content':'u\\n\\n<system>\\nt\\n</system>'}]",
      "[{'role':'user','content':'u'},{'role':'assistant','content':'a'},{'role':'developer','content':'t'},{'role':'user','content':'v'}]"
          + " | [{'role':'user','content':'u'},{'role':'assistant','content':'a'},{'role':'user','content':'<system>\\nt\\n</system>\\n\\nv'}]",
      "[{'role':'user','content':[{'type':'image_url','image_url':{'url':'x'}}]},{'role':'system','content':'t'}]"
          + " | [{'role':'user','content':[{'type':'image_url','image_url':{'url':'x'}},{'type':'text','text':'<system>\\nt\\n</system>'}]}]",
      // nothing to do
      "[{'role':'system','content':'s'},{'role':'developer','content':'t'},{'role':'user','content':'u'}]"
          + " | [{'role':'system','content':'s'},{'role':'developer','content':'t'},{'role':'user','content':'u'}]",
      "[{'role':'assistant','tool_calls':[]},{'role':'tool','content':'r'},{'role':'tool','content':'q'},{'role':'assistant','content':'a'}]"
          + " | [{'role':'assistant','tool_calls':[]},{'role':'tool','content':'r'},{'role':'tool','content':'q'},{'role':'assistant','content':'a'}]",
  })
  void foldsMessages(String before, String after) {
    assertThat(apply("fold", "{'messages':" + before + "}")).isEqualTo("{\"messages\":" + after.replace('\'', '"') + "}");
  }

  @Test
  void otherQuirksOfAMessageStillHold() {
    String before = "{'messages':[{'role':'assistant','tool_calls':[{'id':'call_1'}]},{'role':'tool','tool_call_id':'call_1',"
        + "'content':'r'},{'role':'developer','content':'t','name':'n'}]}";
    for (String quirks : new String[] {"fold\ncallids 9\nrole developer system", "role developer system\ncallids 9\ndrop messages.name\nfold"}) {
      String after = apply(quirks, before);
      assertThat(after).doesNotContain("call_1").doesNotContain("developer").contains("r\\n\\n<system>\\nt\\n</system>");
      String id = after.replaceAll("(?s).*?\"id\":\"(.*?)\".*", "$1");
      assertThat(after).contains("\"tool_call_id\":\"" + id + "\"");
    }
    assertThat(apply("role developer system\nfold", "{'messages':[{'role':'assistant','content':'a'},{'role':'developer','content':'t'}]}"))
        .contains("\"role\":\"user\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"claude-code", "claude-code-toolsearch"})
  void pitfall37_whatClaudeCodeSendsIsTakenByTheTemplatesOfOpenModels(String agent) throws Exception {
    try (InputStream in = FoldMessagesTest.class.getResourceAsStream("/agents/" + agent + ".json")) {
      int seen = 0;
      for (JsonNode request : JSON.readTree(in).get("requests")) {
        if (request.at("/body/messages").isArray()) {
          seen++;
          ObjectNode body = request.get("body").deepCopy();
          body.remove("metadata"); // The capture has its shape only.
          body.remove("tools");
          assertTakes(JSON.readTree(apply("callids 9\nfold", new String(chat(body), StandardCharsets.UTF_8))).get("messages"));
        }
      }
      assertThat(seen).isGreaterThan(1);
    }
  }

  private static byte[] chat(ObjectNode body) throws TranslationException {
    Surface anthropic = WireRegistry.surfaceOf("/v1/messages");
    TranslatedRequest translated = Translation.of(anthropic, WireRegistry.OPENAI).request(
        body.toString().getBytes(StandardCharsets.UTF_8), RequestContext.of("req_1", 1, "open-model", false));
    return translated.body();
  }

  /** Mistral's template and those of its kind: a system message first, then users and assistants in turns, tools behind their calls. */
  private static void assertTakes(JsonNode messages) {
    String before = "";
    for (int i = 0; i < messages.size(); i++) {
      String role = messages.get(i).get("role").asText();
      switch (role) {
        case "system" -> assertThat(i).isZero();
        case "user" -> assertThat(before).isIn("", "system", "assistant");
        case "tool" -> assertThat(before).isIn("assistant", "tool");
        case "assistant" -> assertThat(before).isIn("user", "tool");
        default -> throw new AssertionError(role);
      }
      before = role;
    }
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "{'messages':[{'role':'user','content':'u'}],'response_format':{'type':'json_schema','json_schema':{'name':'n','schema':{'type':'object'}}}}"
          + " | {'messages':[{'role':'system','content':'Answer with one valid JSON object and nothing else. It must fit this JSON schema: {\\'type\\':\\'object\\'}'},"
          + "{'role':'user','content':'u'}],'response_format':{'type':'json_object'}}",
      "{'messages':[{'role':'system','content':'s'}],'response_format':{'type':'json_schema','json_schema':{'name':'n'}}}"
          + " | {'messages':[{'role':'system','content':'s\\n\\nAnswer with one valid JSON object and nothing else.'}],'response_format':{'type':'json_object'}}",
      "{'messages':[{'role':'user','content':'u'}],'response_format':{'type':'json_object'}}"
          + " | {'messages':[{'role':'user','content':'u'}],'response_format':{'type':'json_object'}}",
  })
  void asksForASchemaInWords(String before, String after) {
    assertThat(apply("format json_object", before)).isEqualTo(after.replace('\'', '"'));
  }

  private static String apply(String quirks, String body) {
    BodyScan scan = BodyScan.of(body.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    BodyEdit edit = new BodyEdit(scan);
    Quirks.parse(quirks).apply(scan, "model", edit);
    return new String(edit.bytes(), StandardCharsets.UTF_8);
  }
}
