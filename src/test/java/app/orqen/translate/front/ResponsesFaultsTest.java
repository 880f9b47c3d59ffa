package app.orqen.translate.front;

import static app.orqen.translate.Wire.ANTHROPIC;
import static app.orqen.translate.Wire.CONVERSE;
import static app.orqen.translate.Wire.GEMINI;
import static app.orqen.translate.Wire.OPENAI;
import static app.orqen.translate.front.Fixtures.json;
import static app.orqen.translate.front.Fixtures.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.orqen.translate.Wire;
import app.orqen.translate.error.TranslationException;
import app.orqen.translate.responses.ResponsesWire;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a review of the Responses API found, from its surface and towards its wire. */
class ResponsesFaultsTest {

  private static JsonNode toResponses(Wire surface, String body) throws TranslationException {
    return json(Translation.of(surface.surface(), ResponsesWire.INSTANCE).request(utf8(body), Fixtures.to("gpt-5-pro")).body());
  }

  /** The key's lists have names of functions only. */
  @ParameterizedTest
  @ValueSource(strings = {"web_search", "mcp", "namespace", "local_shell"})
  void aNamespaceHasFunctionsOnly(String type) {
    String body = "{\"model\":\"m\",\"input\":\"hi\",\"tools\":[{\"type\":\"namespace\",\"name\":\"n\",\"tools\":[{\"type\":\"" + type
        + "\",\"name\":\"x\"}]}]}";
    TranslationException refused = Responses.refused(ANTHROPIC, body);
    assertThat(refused.param()).isEqualTo("tools[0].tools[0].type");
    assertThat(refused.getMessage()).contains("function or custom");
  }

  /** A model may write a custom tool's free text as it is. */
  @Test
  void freeTextThatIsNoJsonIsTheInput() {
    String request = "{\"model\":\"m\",\"input\":\"hi\",\"tools\":[{\"type\":\"custom\",\"name\":\"apply_patch\"}]}";
    String answer = "{\"id\":\"c1\",\"model\":\"up\",\"choices\":[{\"message\":{\"role\":\"assistant\",\"content\":\"a\",\"tool_calls\":["
        + "{\"id\":\"c\",\"type\":\"function\",\"function\":{\"name\":\"apply_patch\",\"arguments\":\"*** Begin Patch\"}}]},"
        + "\"finish_reason\":\"tool_calls\"}]}";
    JsonNode output = Responses.answer(OPENAI, Responses.context(OPENAI, request), answer).get("output");
    assertThat(output.get(1).get("input").asText()).isEqualTo("*** Begin Patch");
  }

  @Test
  void anImageInTheHistoryIsTheAssistants() {
    String body = "{\"model\":\"m\",\"input\":[{\"role\":\"user\",\"content\":\"draw\"},{\"type\":\"image_generation_call\",\"id\":\"ig_1\","
        + "\"result\":\"/9j/AAAA\"},{\"type\":\"image_generation_call\",\"id\":\"ig_2\",\"result\":null},"
        + "{\"role\":\"user\",\"content\":\"now bigger\"}]}";
    JsonNode turn = Responses.request(GEMINI, body).at("/contents/1");
    assertThat(turn).isEqualTo(json("{\"role\":\"model\",\"parts\":[{\"inlineData\":{\"mimeType\":\"image/jpeg\",\"data\":\"/9j/AAAA\"}}]}"));
    for (Wire other : new Wire[] {ANTHROPIC, CONVERSE, OPENAI}) {
      assertThat(Responses.request(other, body).toString()).as("%s takes images from the user only", other).doesNotContain("/9j/");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"logprobs\":true", "\"modalities\":[\"text\",\"image\"]"})
  void whatTheWireDoesNotGiveIsRefused(String field) {
    assertThatThrownBy(() -> toResponses(OPENAI, "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]," + field + "}"))
        .isInstanceOf(TranslationException.class);
  }

  @Test
  void aDocumentsContextAndAFailedResultsErrorArrive() throws TranslationException {
    String body = "{\"model\":\"m\",\"max_tokens\":99,\"messages\":[{\"role\":\"user\",\"content\":[{\"type\":\"document\",\"context\":\"Old.\","
        + "\"source\":{\"type\":\"base64\",\"media_type\":\"application/pdf\",\"data\":\"QQ==\"}}]},"
        + "{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\",\"id\":\"c\",\"name\":\"f\",\"input\":{}}]},"
        + "{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"c\",\"is_error\":true,\"content\":["
        + "{\"type\":\"text\",\"text\":\"no\"},{\"type\":\"image\",\"source\":{\"type\":\"base64\",\"media_type\":\"image/png\","
        + "\"data\":\"AAAA\"}}]}]}]}";
    JsonNode input = toResponses(ANTHROPIC, body).get("input");
    assertThat(input.at("/0/content/0/text").asText()).isEqualTo("About the document: Old.");
    assertThat(input.at("/0/content/1/type").asText()).isEqualTo("input_file");
    assertThat(input.at("/2/output/0/text").asText()).isEqualTo("Error: no");
    assertThat(input.at("/2/output").findValuesAsText("type")).containsExactly("input_text", "input_image");
  }

  @Test
  void aVideoIsRefused() {
    String video = "{\"messages\":[{\"role\":\"user\",\"content\":[{\"video\":{\"format\":\"mp4\",\"source\":{\"bytes\":\"AAAA\"}}}]}]}";
    assertThatThrownBy(() -> toResponses(CONVERSE, video)).isInstanceOf(TranslationException.class).hasMessageContaining("video");
  }
}
