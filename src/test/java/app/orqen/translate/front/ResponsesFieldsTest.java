package app.orqen.translate.front;

import static app.orqen.translate.Wire.ANTHROPIC;
import static app.orqen.translate.Wire.CONVERSE;
import static app.orqen.translate.Wire.GEMINI;
import static app.orqen.translate.Wire.OPENAI;
import static app.orqen.translate.front.Fixtures.json;
import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.translate.Wire;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What becomes of each field of a response's request in a request for another wire: it is carried (C), refused with a 400 that names
 * it (R), or left out because the answer doesn't depend on it (H). The fields are read from the SDK.
 */
class ResponsesFieldsTest {

  /** field | members to add | OpenAI's chat | Anthropic | Converse | Gemini. */
  private static final String FIELDS = """
      access_programs | {"access_programs":{}} | H | H | H | H
      background | {"background":true} | R | R | R | R
      context_management | {"context_management":[{"type":"compaction"}]} | H | H | H | H
      conversation | {"conversation":"conv_1"} | R | R | R | R
      image | {"image":{"context_compression":{}}} | H | H | H | H
      include | {"include":["reasoning.encrypted_content"]} | H | H | H | H
      include | {"include":["message.output_text.logprobs"]} | R | R | R | R
      instructions | {"instructions":"be brief"} | C | C | C | C
      max_output_tokens | {"max_output_tokens":7} | C | C | C | C
      max_tool_calls | {"max_tool_calls":3} | H | H | H | H
      metadata | {"metadata":{"a":"b"}} | H | H | H | H
      moderation | {"moderation":{"policy":{}}} | R | R | R | R
      parallel_tool_calls | {"parallel_tool_calls":false,"tools":[{"type":"function","name":"f"}]} | C | C | C | H
      previous_response_id | {"previous_response_id":"resp_1"} | R | R | R | R
      prompt | {"prompt":{"id":"p"}} | R | R | R | R
      prompt_cache_key | {"prompt_cache_key":"k"} | H | H | H | H
      prompt_cache_options | {"prompt_cache_options":{"mode":"implicit"}} | H | H | H | H
      prompt_cache_retention | {"prompt_cache_retention":"24h"} | H | H | H | H
      reasoning | {"reasoning":{"effort":"low"}} | H | C | C | C
      safety_identifier | {"safety_identifier":"u"} | C | C | H | H
      service_tier | {"service_tier":"flex"} | H | H | C | H
      store | {"store":true} | H | H | H | H
      stream_options | {"stream_options":{"include_obfuscation":false}} | H | H | H | H
      temperature | {"temperature":0.5} | C | C | C | C
      text | {"text":{"format":{"type":"json_object"}}} | C | C | C | C
      text | {"text":{"verbosity":"low"}} | H | H | H | H
      tool_choice | {"tool_choice":"required","tools":[{"type":"function","name":"f"}]} | C | C | C | C
      tools | {"tools":[{"type":"function","name":"f"}]} | C | C | C | C
      top_logprobs | {"top_logprobs":3} | R | R | R | R
      top_p | {"top_p":0.5} | C | C | C | C
      truncation | {"truncation":"auto"} | H | H | H | H
      user | {"user":"u"} | C | C | H | H
      """;

  static Stream<Arguments> rows() {
    return FIELDS.lines().map(line -> line.split(" \\| "))
        .map(cells -> Arguments.of(cells[0].strip(), cells[1], List.of(cells[2], cells[3], cells[4], cells[5].strip())));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void eachFieldIsCarriedRefusedOrAHint(String field, String members, List<String> fates) {
    ObjectNode plain = (ObjectNode) json("{\"model\":\"m\",\"input\":\"hi\"}");
    ObjectNode with = plain.deepCopy();
    with.setAll((ObjectNode) json(members));
    if (field.equals("tool_choice") || field.equals("parallel_tool_calls")) {
      plain.set("tools", with.get("tools"));
    }
    List<Wire> targets = List.of(OPENAI, ANTHROPIC, CONVERSE, GEMINI);
    for (int i = 0; i < targets.size(); i++) {
      Wire target = targets.get(i);
      if (fates.get(i).equals("R")) {
        assertThat(Responses.refused(target, with.toString()).param()).as("%s", target).isEqualTo(field);
        continue;
      }
      JsonNode sent = Responses.request(target, with.toString());
      boolean same = sent.equals(Responses.request(target, plain.toString()));
      assertThat(same).as("%s %s", target, sent).isEqualTo(fates.get(i).equals("H"));
    }
  }

  @Test
  void everyFieldOfTheSdksTypeIsHere() throws Exception {
    Set<String> named = new TreeSet<>(Set.of("model", "input", "stream"));
    rows().forEach(row -> named.add((String) row.get()[0]));
    Set<String> fields = new TreeSet<>();
    for (Method method : Class.forName("com.openai.models.responses.ResponseCreateParams$Body").getDeclaredMethods()) {
      if (method.getName().startsWith("_") && method.getParameterCount() == 0) {
        fields.add(method.getName().substring(1).replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT));
      }
    }
    fields.removeAll(Set.of("additional_properties", "all_properties"));
    assertThat(named).containsAll(fields);
  }
}
