package app.orqen.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How often a conversation's last tool call repeats, in every form of a conversation. */
class RepeatedCallsTest {

  private static final String OPENAI = """
      {"role":"assistant","content":null,"tool_calls":[{"id":"call_%1$d","type":"function","function":{"name":"%2$s","arguments":"%3$s"}}]},
      {"role":"tool","tool_call_id":"call_%1$d","content":"%4$s"}""";
  private static final String FUNCTION = """
      {"role":"assistant","function_call":{"name":"%2$s","arguments":"%3$s"}},{"role":"function","name":"%2$s","content":"%4$s"}""";
  private static final String ANTHROPIC = """
      {"role":"assistant","content":[{"type":"text","text":"once more %1$d"},{"type":"tool_use","id":"toolu_%1$d","name":"%2$s","input":{"a":"%3$s"}}]},
      {"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_%1$d","content":"%4$s"}]}""";
  private static final String CONVERSE = """
      {"role":"assistant","content":[{"toolUse":{"toolUseId":"t%1$d","name":"%2$s","input":{"a":"%3$s"}}}]},
      {"role":"user","content":[{"toolResult":{"toolUseId":"t%1$d","content":[{"text":"%4$s"}],"status":"success"}}]}""";
  private static final String RESPONSES = """
      {"type":"reasoning","id":"rs_%1$d","summary":[]},{"type":"message","role":"assistant","content":[{"type":"output_text","text":"hm"}]},
      {"type":"function_call","id":"fc_%1$d","call_id":"c%1$d","name":"%2$s","arguments":"%3$s"},
      {"type":"function_call_output","call_id":"c%1$d","output":"%4$s"}""";
  private static final String CUSTOM = """
      {"type":"custom_tool_call","call_id":"c%1$d","name":"%2$s","input":"%3$s"},{"type":"custom_tool_call_output","call_id":"c%1$d","output":"%4$s"}""";

  private int id;

  private static String form(String name) {
    return switch (name) {
      case "openai" -> OPENAI;
      case "function" -> FUNCTION;
      case "anthropic" -> ANTHROPIC;
      case "converse" -> CONVERSE;
      case "responses" -> RESPONSES;
      default -> CUSTOM;
    };
  }

  private static boolean isInput(String form) {
    return form.equals("responses") || form.equals("custom");
  }

  private String turns(String form, int times, String tool, String arguments, String result) {
    return String.join(",", IntStream.range(0, times).mapToObj(i -> form(form).formatted(id++, tool, arguments, result)).toList());
  }

  private static String user(String form) {
    return form.equals("converse") ? "{\"role\":\"user\",\"content\":[{\"text\":\"go on\"}]}" : "{\"role\":\"user\",\"content\":\"go on\"}";
  }

  private static String said() {
    return "{\"role\":\"assistant\",\"content\":[{\"text\":\"done\",\"type\":\"text\"}]}";
  }

  private static RepeatedCalls of(String form, String... turns) {
    String field = isInput(form) ? "input" : "messages";
    String body = "{\"model\":\"m\",\"" + field + "\":[" + user(form) + "," + String.join(",", turns) + "]}";
    return BodyScan.of(body.getBytes(StandardCharsets.UTF_8)).repeatedCalls();
  }

  @ParameterizedTest
  @CsvSource({"openai", "function", "anthropic", "converse", "responses", "custom"})
  void theSameCallWithTheSameResultIsCounted(String form) {
    assertThat(of(form, turns(form, 5, "poll", "x", "pending")).times()).isEqualTo(5);
    assertThat(of(form, turns(form, 5, "poll", "x", "pending")).tool()).isEqualTo("poll");
  }

  @ParameterizedTest
  @CsvSource({"openai", "function", "anthropic", "converse", "responses", "custom"})
  void onlyTheLastOnesInARowAreCounted(String form) {
    String before = turns(form, 4, "poll", "x", "pending");

    assertThat(of(form, before, turns(form, 1, "poll", "y", "pending")).times()).as("other arguments").isEqualTo(1);
    assertThat(of(form, before, turns(form, 2, "poll", "x", "done")).times()).as("another result").isEqualTo(2);
    assertThat(of(form, before, turns(form, 3, "look", "x", "pending")).times()).as("another tool").isEqualTo(3);
    assertThat(of(form, turns(form, 1, "look", "x", "y"), before).times()).as("something before").isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource({"openai", "function", "anthropic", "converse", "responses", "custom"})
  void theUsersWordAfterTheModelsConclusionBeginsAnew(String form) {
    String before = turns(form, 4, "poll", "x", "pending");

    assertThat(of(form, before, said(), user(form)).times()).isZero();
    assertThat(of(form, before, said(), user(form), turns(form, 1, "poll", "x", "pending")).times()).isEqualTo(1);
    assertThat(of(form, before, user(form)).times()).as("without a conclusion").isEqualTo(4);
  }

  @Test
  void callsThatAreMadeAtOnceCountTogether() {
    String round = """
        {"role":"assistant","tool_calls":[{"id":"a%1$d","function":{"name":"look","arguments":"1"}},{"id":"b%1$d","function":{"name":"poll","arguments":"2"}}]},
        {"role":"tool","tool_call_id":"a%1$d","content":"x"},{"role":"tool","tool_call_id":"b%1$d","content":"%2$s"}""";

    assertThat(of("openai", round.formatted(1, "y"), round.formatted(2, "y"), round.formatted(3, "y")).times()).isEqualTo(3);
    assertThat(of("openai", round.formatted(1, "y"), round.formatted(2, "y"), round.formatted(3, "z")).times()).isEqualTo(1);
  }

  @Test
  void marksOfPromptCachingDoNotCount() {
    String marked = """
        {"role":"assistant","content":[{"type":"tool_use","id":"t9","name":"poll","input":{"a":"x"}}]},{"role":"user","content":[
        {"type":"tool_result","tool_use_id":"t9","content":[{"type":"text","text":"pending","cache_control":{"type":"ephemeral"}}],"cache_control":{"type":"ephemeral"}}]}""";
    String plain = """
        {"role":"assistant","content":[{"type":"tool_use","id":"t8","name":"poll","input":{"a":"x"}}]},{"role":"user","content":[
        {"type":"tool_result","tool_use_id":"t8","content":[{"type":"text","text":"%s"}]}]}""";

    assertThat(of("anthropic", plain.formatted("pending"), marked).times()).isEqualTo(2);
    assertThat(of("anthropic", plain.formatted("done"), marked).times()).isEqualTo(1);
  }

  @Test
  void oddConversationsCountNothing() {
    assertThat(of("openai", "{\"role\":\"tool\",\"tool_call_id\":\"x\",\"content\":\"y\"}").times()).isZero();
    assertThat(of("openai", "{\"role\":\"assistant\",\"content\":5,\"tool_calls\":\"x\"}").times()).isZero();
    assertThat(of("openai", "{\"role\":[\"assistant\"],\"content\":[[1],{\"toolUse\":3,\"toolResult\":[]}],\"tool_calls\":[7]}").times()).isZero();
    assertThat(of("anthropic", "{\"role\":\"user\",\"content\":[{\"tool_use_id\":null,\"content\":{}}]}").times()).isZero();
    assertThat(of("responses", "\"text\",[1],{\"type\":\"function_call_output\",\"call_id\":\"c\",\"output\":{}}").times()).isZero();
  }

  @Test
  void thousandsOfCallsAtOnceStayCheap() {
    StringBuilder turn = new StringBuilder("{\"role\":\"assistant\",\"tool_calls\":[");
    int calls = 20_000;
    for (int i = 0; i < calls; i++) {
      turn.append(i == 0 ? "" : ",").append("{\"id\":\"").append(i).append("\",\"function\":{\"name\":\"f\",\"arguments\":\"{}\"}}");
    }
    turn.append("]}");
    for (int i = calls - 1; i >= 0; i--) {
      turn.append(",{\"role\":\"tool\",\"tool_call_id\":\"").append(i).append("\",\"content\":\"x\"}");
    }

    assertThat(of("openai", turn.toString()).times()).isLessThan(calls);
  }
}
