package app.orqen.dispatch.call;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.request.BodyEdit;
import app.orqen.request.BodyScan;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Bodies that pass to a provider as they are, apart from what it would refuse. */
class ForeignThinkingTest {

  private static final String CALL = "{\"type\":\"tool_use\",\"id\":\"c\",\"name\":\"f\",\"input\":{\"signature\":\"openai:x\"}}";
  private static final String RESULT = "{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"c\",\"content\":\"r\"}]}";

  private static String cut(String body) {
    BodyScan scan = BodyScan.of(body.getBytes(StandardCharsets.UTF_8));
    BodyEdit edit = new BodyEdit(scan);
    ForeignThinking.cut(scan, edit);
    return new String(edit.bytes(), StandardCharsets.UTF_8);
  }

  private static String thinking(String signature) {
    return "{\"type\":\"thinking\",\"thinking\":\"hm\",\"signature\":\"" + signature + "\"}";
  }

  private static String reasoning(String signature) {
    return "{\"reasoningContent\":{\"reasoningText\":{\"text\":\"hm\",\"signature\":\"" + signature + "\"}}}";
  }

  private static String body(String content, String more) {
    return "{\"messages\":[ {\"role\":\"user\",\"content\":\"hi\"}, {\"role\":\"assistant\",\"content\":[" + content + "]}" + more;
  }

  @ParameterizedTest
  @ValueSource(strings = {"openai:gAAA", "gemini:0:c2ln", "gemini:text:c2ln"})
  void anotherMakersThinkingIsCut(String signature) {
    String text = "{\"type\":\"text\",\"text\":\"a\"}";
    assertThat(cut(body(thinking(signature) + ", " + text, "]}"))).isEqualTo(body(text, "]}"));
    assertThat(cut(body(text + " , " + thinking(signature), "]}"))).isEqualTo(body(text, "]}"));
    assertThat(cut(body(thinking("own") + "," + thinking(signature) + "," + text, "]}"))).isEqualTo(body(thinking("own") + "," + text, "]}"));
    assertThat(cut(body(reasoning(signature) + ",{\"text\":\"a\"}", "]}"))).isEqualTo(body("{\"text\":\"a\"}", "]}"));
  }

  @Test
  void aTurnOfNothingElseSaysThatItIsEmpty() {
    assertThat(cut(body(thinking("openai:x"), "]}"))).isEqualTo(body("{\"type\":\"text\",\"text\":\"(empty)\"}", "]}"));
    assertThat(cut(body(reasoning("openai:x"), "]}"))).isEqualTo(body("{\"text\":\"(empty)\"}", "]}"));
  }

  @Test
  void everythingElsePasses() {
    String body = body(thinking("own") + "," + CALL, "," + RESULT + "],\"thinking\":{\"type\":\"enabled\"}}");
    assertThat(cut(body)).isEqualTo(body);
    assertThat(cut("{\"messages\":\"openai:\"}")).isEqualTo("{\"messages\":\"openai:\"}");
  }

  /** Claude refuses thinking in a turn whose calls have lost theirs. */
  @Test
  void thinkingIsOffWhereACallHasLostIts() {
    String thinks = ",\"thinking\":{\"type\":\"enabled\"}}";
    String later = ",{\"role\":\"user\",\"content\":\"go on\"}]";
    assertThat(cut(body(thinking("openai:x") + "," + CALL, "," + RESULT + "]" + thinks))).isEqualTo(body(CALL, "," + RESULT + "]}"));
    assertThat(cut(body(thinking("openai:x") + "," + CALL, "," + RESULT + later + thinks)))
        .isEqualTo(body(CALL, "," + RESULT + later + thinks));
    assertThat(cut(body(thinking("own") + "," + thinking("openai:x") + "," + CALL, "," + RESULT + "]" + thinks))).contains("enabled");
    String use = "{\"toolUse\":{\"toolUseId\":\"c\",\"name\":\"f\",\"input\":{}}}";
    String told = ",{\"role\":\"user\",\"content\":[{\"toolResult\":{\"toolUseId\":\"c\",\"content\":[]}}]}],";
    assertThat(cut(body(reasoning("gemini:0:x") + "," + use,
        told + "\"additionalModelRequestFields\":{\"thinking\":{\"type\":\"enabled\"},\"a\":1}}")))
        .isEqualTo(body(use, told + "\"additionalModelRequestFields\":{\"a\":1}}"));
  }
}
