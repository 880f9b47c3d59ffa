package app.orqen.translate.front;

import static app.orqen.translate.Wire.ANTHROPIC;
import static app.orqen.translate.Wire.CONVERSE;
import static app.orqen.translate.Wire.GEMINI;
import static app.orqen.translate.Wire.OPENAI;
import static app.orqen.translate.front.Fixtures.json;
import static app.orqen.translate.front.Fixtures.to;
import static app.orqen.translate.front.Fixtures.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.translate.Wire;
import app.orqen.translate.error.TranslationException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkField;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;

/**
 * What becomes of each field that the SDKs' request types have, in a request for another wire: it is carried (C), refused with a 400
 * that names it (R), or left out because the answer doesn't depend on it (H); docs/api.md lists those. The fields are read from the
 * SDKs, so that a new version of theirs shows what is missing here.
 */
class EveryFieldTest {

  /** Fields that every request has, and those that the translation is all about. */
  private static final Set<String> CORE = Set.of("model", "modelId", "messages", "stream");

  /** field | members to add | Anthropic | Converse | Gemini. */
  private static final String CHAT = """
      audio | {"audio":{"voice":"alloy","format":"mp3"}} | H | H | H
      frequency_penalty | {"frequency_penalty":1} | H | H | C
      function_call | {"function_call":"auto"} | R | R | R
      functions | {"functions":[{"name":"f"}]} | R | R | R
      logit_bias | {"logit_bias":{"50256":-100}} | R | R | R
      logprobs | {"logprobs":true} | R | R | C
      max_completion_tokens | {"max_completion_tokens":7} | C | C | C
      max_tokens | {"max_tokens":7} | C | C | C
      metadata | {"metadata":{"a":"b"}} | H | H | H
      modalities | {"modalities":["text","audio"]} | R | R | R
      modalities | {"modalities":["text","image"]} | R | R | C
      moderation | {"moderation":{"policy":{}}} | R | R | R
      n | {"n":2} | R | R | R
      parallel_tool_calls | {"parallel_tool_calls":false,"tools":[{"type":"function","function":{"name":"f"}}]} | C | C | H
      prediction | {"prediction":{"type":"content","content":"x"}} | H | H | H
      presence_penalty | {"presence_penalty":1} | H | H | C
      prompt_cache_key | {"prompt_cache_key":"k"} | H | H | H
      prompt_cache_options | {"prompt_cache_options":{"mode":"implicit"}} | H | H | H
      prompt_cache_retention | {"prompt_cache_retention":"24h"} | H | H | H
      reasoning_effort | {"reasoning_effort":"low"} | C | C | C
      response_format | {"response_format":{"type":"json_object"}} | C | C | C
      safety_identifier | {"safety_identifier":"u"} | C | H | H
      seed | {"seed":5} | H | H | C
      service_tier | {"service_tier":"auto"} | C | H | H
      service_tier | {"service_tier":"flex"} | H | C | H
      stop | {"stop":["x"]} | C | C | C
      store | {"store":true} | H | H | H
      stream_options | {"stream_options":{"include_obfuscation":false}} | H | H | H
      temperature | {"temperature":0.5} | C | C | C
      tool_choice | {"tool_choice":"required","tools":[{"type":"function","function":{"name":"f"}}]} | C | C | C
      tools | {"tools":[{"type":"function","function":{"name":"f"}}]} | C | C | C
      top_logprobs | {"logprobs":true,"top_logprobs":3} | R | R | C
      top_p | {"top_p":0.5} | C | C | C
      user | {"user":"u"} | C | H | H
      verbosity | {"verbosity":"low"} | H | H | H
      web_search_options | {"web_search_options":{}} | C | R | C
      """;

  /** field | members to add | OpenAI's form | Converse | Gemini. */
  private static final String MESSAGES = """
      max_tokens | {"max_tokens":7} | C | C | C
      billing_policy | {"billing_policy":{}} | H | H | H
      cache_control | {"cache_control":{"type":"ephemeral"}} | H | C | H
      compaction | {"compaction":{}} | H | H | H
      container | {"container":"container_1"} | H | H | H
      container | {"container":{"skills":[{"type":"anthropic","skill_id":"pdf"}]}} | R | R | R
      context_management | {"context_management":{"edits":[]}} | H | H | H
      diagnostics | {"diagnostics":{}} | H | H | H
      fallback_credit_token | {"fallback_credit_token":"x"} | H | H | H
      fallbacks | {"fallbacks":[{"model":"m"}]} | H | H | H
      inference_geo | {"inference_geo":"us"} | R | R | R
      inference_geo | {"inference_geo":"global"} | H | H | H
      mcp_servers | {"mcp_servers":[{"type":"url","url":"https://example.org","name":"docs"}]} | R | R | R
      metadata | {"metadata":{"user_id":"u"}} | C | H | H
      output_config | {"output_config":{"format":{"type":"json_schema","schema":{"type":"object","properties":{}}}}} | C | C | C
      output_format | {"output_format":{"type":"json_schema","schema":{"type":"object","properties":{}}}} | C | C | C
      service_tier | {"service_tier":"standard_only"} | C | H | H
      speed | {"speed":"fast"} | H | H | H
      stop_sequences | {"stop_sequences":["x"]} | C | C | C
      system | {"system":"be brief"} | C | C | C
      thinking | {"thinking":{"type":"enabled","budget_tokens":2000}} | H | C | C
      thread | {"thread":{"id":"x"}} | R | R | R
      tool_choice | {"tool_choice":{"type":"any"},"tools":[{"name":"f","input_schema":{"type":"object"}}]} | C | C | C
      tools | {"tools":[{"name":"f","input_schema":{"type":"object"}}]} | C | C | C
      temperature | {"temperature":0.5} | C | C | C
      top_k | {"top_k":5} | H | C | C
      top_p | {"top_p":0.5} | C | C | C
      """;

  /** field | members to add | OpenAI's form | Anthropic | Gemini. */
  private static final String CONVERSED = """
      additionalModelRequestFields | {"additionalModelRequestFields":{"top_k":5}} | H | C | C
      additionalModelRequestFields | {"additionalModelRequestFields":{"somebodys_own":5}} | R | R | R
      additionalModelRequestFields | {"additionalModelRequestFields":{"reasoningConfig":{"type":"enabled","maxReasoningEffort":"low"}}} | H | C | C
      additionalModelResponseFieldPaths | {"additionalModelResponseFieldPaths":["/stop_sequence"]} | H | H | H
      guardrailConfig | {"guardrailConfig":{"guardrailIdentifier":"g","guardrailVersion":"1"}} | R | R | R
      inferenceConfig | {"inferenceConfig":{"maxTokens":7}} | C | C | C
      inferenceConfig | {"inferenceConfig":{"temperature":0.5,"topP":0.5,"stopSequences":["x"]}} | C | C | C
      outputConfig | {"outputConfig":{"effort":"low"}} | H | C | C
      performanceConfig | {"performanceConfig":{"latency":"optimized"}} | H | H | H
      promptVariables | {"promptVariables":{"a":{"text":"b"}}} | R | R | R
      requestMetadata | {"requestMetadata":{"a":"b"}} | H | H | H
      serviceTier | {"serviceTier":{"type":"flex"}} | C | H | H
      system | {"system":[{"text":"be brief"}]} | C | C | C
      toolConfig | {"toolConfig":{"tools":[{"toolSpec":{"name":"f","inputSchema":{"json":{"type":"object"}}}}]}} | C | C | C
      """;

  private record Row(Wire surface, String field, String members, List<String> fates) {
    @Override
    public String toString() {
      return surface + " " + members;
    }

    List<Wire> targets() {
      return Stream.of(OPENAI, ANTHROPIC, CONVERSE, GEMINI).filter(wire -> wire != surface).toList();
    }
  }

  static List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    read(rows, OPENAI, CHAT);
    read(rows, ANTHROPIC, MESSAGES);
    read(rows, CONVERSE, CONVERSED);
    return rows;
  }

  private static void read(List<Row> rows, Wire surface, String table) {
    table.lines().map(line -> line.split(" \\| ")).forEach(cells ->
        rows.add(new Row(surface, cells[0].strip(), cells[1], List.of(cells[2].strip(), cells[3].strip(), cells[4].strip()))));
  }

  @ParameterizedTest
  @MethodSource("rows")
  void pitfall36_eachFieldIsCarriedRefusedOrAHint(Row row) {
    ObjectNode plain = (ObjectNode) json(row.surface() == CONVERSE
        ? "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"hi\"}]}]}"
        : "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");
    if (row.surface() == ANTHROPIC) {
      plain.put("max_tokens", 4000);
    }
    ObjectNode with = plain.deepCopy();
    with.setAll((ObjectNode) json(row.members()));
    if (row.field().equals("tool_choice") || row.field().equals("parallel_tool_calls")) {
      plain.set("tools", with.get("tools"));
    }
    for (int i = 0; i < row.fates().size(); i++) {
      Wire target = row.targets().get(i);
      switch (row.fates().get(i)) {
        case "C" -> assertThat(sent(row, target, with)).as("%s", target).isNotEqualTo(sent(row, target, plain));
        case "H" -> assertThat(sent(row, target, with)).as("%s", target).isEqualTo(sent(row, target, plain));
        case "R" -> assertThat(refusal(row, target, with)).as("%s", target).satisfiesAnyOf(
            param -> assertThat(param).startsWith(row.field()), param -> assertThat(row.field()).endsWith(param));
        default -> throw new AssertionError(row.toString());
      }
    }
  }

  private static String model(Wire target) {
    return switch (target) {
      case OPENAI -> "gpt-4o";
      case ANTHROPIC -> "claude-opus-4-5";
      case CONVERSE -> "anthropic.claude-opus-4-5";
      case GEMINI -> "gemini-2.5-pro";
    };
  }

  private static JsonNode sent(Row row, Wire target, JsonNode body) {
    return json(Fixtures.translated(row.surface(), target, to(model(target)).withNativeOpenAi(target == OPENAI), body.toString()).body());
  }

  private static String refusal(Row row, Wire target, JsonNode body) {
    try {
      Translations.of(row.surface(), target).request(utf8(body.toString()), to(model(target)).withNativeOpenAi(target == OPENAI));
    } catch (TranslationException e) {
      assertThat(e.status()).isEqualTo(400);
      return e.param();
    }
    throw new AssertionError(target + " doesn't refuse " + row);
  }

  @Test
  void everyFieldOfTheSdksTypesIsHere() {
    assertThat(named(OPENAI)).containsAll(jackson("com.openai.models.chat.completions.ChatCompletionCreateParams$Body"));
    assertThat(named(ANTHROPIC)).containsAll(jackson("com.anthropic.models.beta.messages.MessageCreateParams$Body"))
        .containsAll(jackson("com.anthropic.models.messages.MessageCreateParams$Body"));
    assertThat(named(CONVERSE)).containsAll(ConverseRequest.builder().build().sdkFields().stream().map(SdkField::locationName).toList());
  }

  @Test
  void everyHintIsInTheDocument() throws IOException {
    String document = Files.readString(Path.of("docs/api.md"));
    String section = document.substring(document.indexOf("#### Fields that a translation leaves out"));
    for (Row row : rows()) {
      if (row.fates().contains("H")) {
        assertThat(section).as("%s", row).contains("`" + row.field());
      }
    }
  }

  private static Set<String> named(Wire surface) {
    Set<String> names = new TreeSet<>(CORE);
    rows().stream().filter(row -> row.surface() == surface).forEach(row -> names.add(row.field()));
    return names;
  }

  /** The SDKs have a method {@code _topP()} for the field {@code top_p}. */
  private static Set<String> jackson(String type) {
    Set<String> names = new TreeSet<>();
    try {
      for (Method method : Class.forName(type).getDeclaredMethods()) {
        if (method.getName().startsWith("_") && method.getParameterCount() == 0) {
          names.add(method.getName().substring(1).replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT));
        }
      }
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
    names.removeAll(Set.of("additional_properties", "all_properties"));
    return names;
  }
}
