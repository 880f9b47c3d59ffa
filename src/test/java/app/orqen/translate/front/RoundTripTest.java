package app.orqen.translate.front;

import static app.orqen.translate.front.Fixtures.json;
import static app.orqen.translate.front.Fixtures.request;
import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.translate.Wire;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What two wires can both say comes back from the other one as it went. */
class RoundTripTest {

  private static final String CLAUDE = "claude-3-7-sonnet";

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
  void openAiThroughAnthropicAndConverse(long seed) {
    JsonNode sent = conversation(new Random(seed));
    JsonNode anthropic = request(Wire.OPENAI, Wire.ANTHROPIC, CLAUDE, sent.toString());
    assertThat(request(Wire.ANTHROPIC, Wire.OPENAI, "m", anthropic.toString()).get("messages")).isEqualTo(sent.get("messages"));
    JsonNode converse = request(Wire.OPENAI, Wire.CONVERSE, CLAUDE, sent.toString());
    JsonNode back = request(Wire.CONVERSE, Wire.OPENAI, "m", converse.toString());
    assertThat(back.get("messages")).isEqualTo(sent.get("messages"));
    assertThat(back.get("tools")).isEqualTo(sent.get("tools"));
    assertThat(back.get("tool_choice")).isEqualTo(sent.get("tool_choice"));
    for (String field : new String[] {"max_tokens", "temperature", "top_p", "stop"}) {
      assertThat(back.get(field)).as(field).isEqualTo(sent.get(field));
    }
    JsonNode twice = request(Wire.CONVERSE, Wire.ANTHROPIC, CLAUDE, converse.toString());
    assertThat(twice.get("messages")).as("both ways to Anthropic agree").isEqualTo(anthropic.get("messages"));
  }

  private static JsonNode conversation(Random random) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("model", "m").put("max_tokens", 1 + random.nextInt(9000));
    body.set("temperature", json("0." + (1 + random.nextInt(9))));
    body.set("top_p", json("0.5"));
    body.putArray("stop").add("END").add(text(random));
    body.set("tools", json("""
        [{"type":"function","function":{"name":"f","description":"d","parameters":{"type":"object","properties":{"a":{"type":"number"}}}}}]"""));
    body.put("tool_choice", random.nextBoolean() ? "auto" : "required");
    ArrayNode messages = body.putArray("messages");
    messages.addObject().put("role", "system").put("content", text(random));
    int turns = 1 + random.nextInt(5);
    for (int turn = 0; turn < turns; turn++) {
      messages.addObject().put("role", "user").put("content", text(random));
      ObjectNode assistant = messages.addObject().put("role", "assistant");
      int calls = random.nextInt(4);
      assistant.put("content", calls > 0 && random.nextBoolean() ? null : text(random));
      if (calls > 0) {
        ArrayNode list = assistant.putArray("tool_calls");
        for (int call = 0; call < calls; call++) {
          String id = "call_" + turn + "_" + call;
          ObjectNode element = list.addObject().put("id", id).put("type", "function");
          element.putObject("function").put("name", "f")
              .put("arguments", random.nextBoolean() ? "{}" : "{\"a\":" + random.nextInt() + ".50,\"t\":\"é\\\"\"}");
          messages.addObject().put("role", "tool").put("tool_call_id", id).put("content", text(random));
        }
      }
    }
    messages.addObject().put("role", "user").put("content", text(random));
    if (messages.get(messages.size() - 2).get("role").asText().equals("tool")) {
      messages.addObject().put("role", "assistant").put("content", text(random));
    }
    return body;
  }

  private static String text(Random random) {
    String[] pieces = {"word", "é", "😀", "\n", "\"", "\\", "?", "\t", "\u0001", "long enough to be copied from the body, not encoded"};
    StringBuilder text = new StringBuilder("t");
    for (int i = random.nextInt(12); i > 0; i--) {
      text.append(pieces[random.nextInt(pieces.length)]);
    }
    return text.append("e").toString();
  }
}
