package app.orqen.translate.front;

import static app.orqen.translate.front.Fixtures.CONTEXT;
import static app.orqen.translate.front.Fixtures.json;
import static app.orqen.translate.front.Fixtures.to;
import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.translate.Wire;
import app.orqen.translate.error.TranslationException;
import app.orqen.translate.framing.EventFrameEncoder;
import app.orqen.translate.json.Json;
import app.orqen.translate.stream.StreamTranslation;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ContainerNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever arrives, a request is translated or refused with its field, and a stream ends in order or in an error. */
class HostileInputTest {

  private static final String[] VALUES = {"null", "7", "-1.5", "true", "\"\"", "\" \"", "\"x\"", "[]", "{}", "[null]", "[[]]",
      "{\"type\":\"text\"}", "\"\\ud800\"", "1e400", "99999999999999999999"};

  private static final String OPENAI_REQUEST = """
      {"model":"m","max_tokens":9,"temperature":1,"stop":["a"],"reasoning_effort":"high","tool_choice":{"type":"function","function":{"name":"f"}},
       "response_format":{"type":"json_schema","json_schema":{"name":"n","schema":{"type":"object"}}},
       "tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}],
       "messages":[{"role":"system","content":"s"},{"role":"user","content":[{"type":"text","text":"a"},
         {"type":"image_url","image_url":{"url":"data:image/png;base64,QQ=="}},{"type":"file","file":{"file_data":"data:application/pdf;base64,QQ=="}}]},
        {"role":"assistant","content":"x","thinking_blocks":[{"type":"thinking","thinking":"t","signature":"s"}],
         "tool_calls":[{"id":"i","type":"function","function":{"name":"f","arguments":"{}"}}]},
        {"role":"tool","tool_call_id":"i","content":"r"}]}""";
  private static final String ANTHROPIC_REQUEST = """
      {"model":"m","max_tokens":9,"system":[{"type":"text","text":"s"}],"thinking":{"type":"enabled","budget_tokens":2000},
       "output_config":{"effort":"low","format":{"type":"json_schema","schema":{}}},"metadata":{"user_id":"u"},
       "tools":[{"name":"f","input_schema":{"type":"object"}}],"tool_choice":{"type":"tool","name":"f"},
       "messages":[{"role":"user","content":[{"type":"text","text":"a"},
         {"type":"document","source":{"type":"base64","media_type":"text/plain","data":"QQ=="}}]},
        {"role":"assistant","content":[{"type":"thinking","thinking":"t","signature":"s"},{"type":"tool_use","id":"i","name":"f","input":{}}]},
        {"role":"user","content":[{"type":"tool_result","tool_use_id":"i","content":[{"type":"text","text":"r"}]}]}]}""";
  private static final String CONVERSE_REQUEST = """
      {"system":[{"text":"s"},{"cachePoint":{"type":"default"}}],"inferenceConfig":{"maxTokens":9,"stopSequences":["a"]},
       "toolConfig":{"tools":[{"toolSpec":{"name":"f","inputSchema":{"json":{}}}}],"toolChoice":{"tool":{"name":"f"}}},
       "additionalModelRequestFields":{"thinking":{"type":"enabled","budget_tokens":2000},"top_k":4},
       "messages":[{"role":"user","content":[{"text":"a"},{"image":{"format":"png","source":{"bytes":"QQ=="}}}]},
        {"role":"assistant","content":[{"reasoningContent":{"reasoningText":{"text":"t","signature":"s"}}},
          {"toolUse":{"toolUseId":"i","name":"f","input":{}}}]},
        {"role":"user","content":[{"toolResult":{"toolUseId":"i","content":[{"json":{}}],"status":"success"}}]}]}""";

  private static String request(Wire surface) {
    return surface == Wire.OPENAI ? OPENAI_REQUEST : surface == Wire.ANTHROPIC ? ANTHROPIC_REQUEST : CONVERSE_REQUEST;
  }

  @ParameterizedTest
  @EnumSource(names = {"OPENAI", "ANTHROPIC", "CONVERSE"})
  void mutatedRequests(Wire surface) {
    for (Wire provider : Wire.values()) {
      if (provider == surface) {
        continue;
      }
      for (long seed = 0; seed < 1500; seed++) {
        String body = mutated(json(request(surface)), new Random(seed));
        try {
          byte[] sent = Translations.of(surface, provider).request(Fixtures.utf8(body), to("claude-sonnet-4-5")).body();
          assertThat(json(sent).isObject()).isTrue();
        } catch (TranslationException e) {
          assertThat(e.status()).as(body).isEqualTo(400);
        } catch (RuntimeException e) {
          throw new AssertionError("seed " + seed + " to " + provider + ": " + body, e);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void mutatedStreamsAndAnswers(Wire provider) {
    Wire surface = provider == Wire.ANTHROPIC ? Wire.CONVERSE : Wire.ANTHROPIC;
    for (long seed = 0; seed < 1500; seed++) {
      Random random = new Random(seed);
      StreamTranslation stream = Translations.of(surface, provider).stream(CONTEXT, 0);
      StringBuilder said = new StringBuilder();
      try {
        for (String event : events(provider)) {
          String payload = random.nextInt(3) == 0 ? mutated(json(event), random) : event;
          byte[] bytes = provider == Wire.CONVERSE
              ? EventFrameEncoder.event(converseType(event), Fixtures.utf8(payload))
              : Fixtures.sse(payload);
          said.append(payload);
          stream.feed(bytes, 0, bytes.length);
          Translations.of(surface, provider).answer(Fixtures.utf8(payload), CONTEXT);
        }
        stream.end();
      } catch (TranslationException e) {
        assertThat(e.status()).isGreaterThanOrEqualTo(400);
      } catch (RuntimeException e) {
        throw new AssertionError("seed " + seed + ": " + said, e);
      }
    }
  }

  @Test
  void randomBytes() {
    Random random = new Random(7);
    for (int i = 0; i < 2000; i++) {
      byte[] bytes = new byte[random.nextInt(200)];
      random.nextBytes(bytes);
      for (Wire wire : Wire.values()) {
        StreamTranslation stream = Translations.of(wire == Wire.OPENAI ? Wire.ANTHROPIC : Wire.OPENAI, wire).stream(CONTEXT, 0);
        stream.feed(bytes, 0, bytes.length);
        stream.end();
        assertThat(stream.error()).isNotNull();
        Translations.readError(wire, 500, bytes, null);
      }
    }
  }

  private static String converseType(String event) {
    return event.contains("\"role\"") ? "messageStart" : event.contains("\"start\"") ? "contentBlockStart"
        : event.contains("\"delta\"") ? "contentBlockDelta" : event.contains("stopReason") ? "messageStop"
        : event.contains("usage") ? "metadata" : "contentBlockStop";
  }

  private static List<String> events(Wire provider) {
    return switch (provider) {
      case OPENAI -> List.of(Fixtures.chunk("{\"content\":\"x\",\"reasoning\":\"y\"}"),
          Fixtures.chunk("{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}]}"),
          Fixtures.chunk("{}", "stop"), Fixtures.usageChunk("{\"prompt_tokens\":1,\"prompt_tokens_details\":{\"cached_tokens\":1}}"));
      case ANTHROPIC -> List.of(StreamEvents.MESSAGE_START, StreamEvents.textDelta(0, "x"),
          StreamEvents.toolStart(1, "a", "f"), StreamEvents.toolDelta(1, "{}"), StreamEvents.blockStop(1),
          StreamEvents.messageDelta("tool_use"), StreamEvents.MESSAGE_STOP);
      case CONVERSE -> List.of("{\"role\":\"assistant\"}", "{\"contentBlockIndex\":0,\"delta\":{\"reasoningContent\":{\"text\":\"x\"}}}",
          "{\"contentBlockIndex\":1,\"start\":{\"toolUse\":{\"toolUseId\":\"t\",\"name\":\"f\"}}}",
          "{\"contentBlockIndex\":1,\"delta\":{\"toolUse\":{\"input\":\"{}\"}}}", "{\"contentBlockIndex\":1}",
          "{\"stopReason\":\"tool_use\"}", "{\"usage\":{\"inputTokens\":1}}");
      case GEMINI -> List.of("{\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"x\",\"thought\":true}]}}]}",
          "{\"candidates\":[{\"content\":{\"parts\":[{\"functionCall\":{\"name\":\"f\",\"args\":{}},\"thoughtSignature\":\"s\"}]},\"finishReason\":\"STOP\"}]}");
    };
  }

  /** The tree with one to three values replaced or removed. */
  private static String mutated(JsonNode tree, Random random) {
    for (int i = 0; i <= random.nextInt(3); i++) {
      List<ContainerNode<?>> containers = new ArrayList<>();
      collect(tree, containers);
      ContainerNode<?> target = containers.get(random.nextInt(containers.size()));
      JsonNode value = json(VALUES[random.nextInt(VALUES.length)]);
      if (target instanceof ObjectNode object && !object.isEmpty()) {
        List<String> names = new ArrayList<>();
        object.fieldNames().forEachRemaining(names::add);
        String name = names.get(random.nextInt(names.size()));
        if (random.nextInt(4) == 0) {
          object.remove(name);
        } else {
          object.set(name, value);
        }
      } else if (target instanceof ArrayNode array && !array.isEmpty()) {
        array.set(random.nextInt(array.size()), value);
      }
    }
    return Json.compact(tree);
  }

  private static void collect(JsonNode node, List<ContainerNode<?>> into) {
    if (node instanceof ContainerNode<?> container) {
      into.add(container);
      node.forEach(child -> collect(child, into));
    }
  }
}
