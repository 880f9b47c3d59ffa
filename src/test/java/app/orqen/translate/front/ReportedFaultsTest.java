package app.orqen.translate.front;

import static app.orqen.translate.Wire.ANTHROPIC;
import static app.orqen.translate.Wire.CONVERSE;
import static app.orqen.translate.Wire.GEMINI;
import static app.orqen.translate.Wire.OPENAI;
import static app.orqen.translate.front.Fixtures.CONTEXT;
import static app.orqen.translate.front.Fixtures.chunk;
import static app.orqen.translate.front.Fixtures.json;
import static app.orqen.translate.front.Fixtures.request;
import static app.orqen.translate.front.Fixtures.run;
import static app.orqen.translate.front.Fixtures.sse;
import static app.orqen.translate.front.Fixtures.text;
import static app.orqen.translate.front.Fixtures.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.orqen.translate.Wire;
import app.orqen.translate.error.TranslationException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What users of gateways reported in public, and the right value on every surface. */
class ReportedFaultsTest {

  private static final String CLAUDE = "claude-sonnet-4-5";
  private static final String BEDROCK = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";

  private static List<Wire> others(Wire provider) {
    List<Wire> surfaces = new ArrayList<>(List.of(OPENAI, ANTHROPIC, CONVERSE));
    surfaces.remove(provider);
    return surfaces;
  }

  private static void failsPlainAndStreamed(Wire surface, Wire provider, String answer, byte[] stream, String message) {
    assertThatThrownBy(() -> Translations.of(surface, provider).answer(utf8(answer), CONTEXT))
        .as("%s, plain", surface).isInstanceOf(TranslationException.class).hasMessageContaining(message);
    assertThat(text(run(surface, provider, stream))).as("%s, streamed", surface).contains(message);
  }

  @ParameterizedTest
  @CsvSource({
      "MALFORMED_FUNCTION_CALL, malformed",
      "UNEXPECTED_TOOL_CALL, malformed",
      "MISSING_THOUGHT_SIGNATURE, malformed",
      "TOO_MANY_TOOL_CALLS, malformed",
      "NO_IMAGE, malformed",
      "OTHER, OTHER",
      "SOMETHING_NEW, SOMETHING_NEW",
  })
  void aGeminiFinishWithoutContentIsAnError(String reason, String message) {
    String answer = "{\"candidates\":[{\"content\":{\"role\":\"model\"},\"finishReason\":\"" + reason + "\"}]}";

    for (Wire surface : others(GEMINI)) {
      failsPlainAndStreamed(surface, GEMINI, answer, sse(answer), message);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"IMAGE_PROHIBITED_CONTENT", "MODEL_ARMOR", "LANGUAGE", "IMAGE_RECITATION", "SAFETY"})
  void whatGeminiWithheldIsARefusal(String reason) {
    String answer = "{\"candidates\":[{\"content\":{\"role\":\"model\"},\"finishReason\":\"" + reason + "\"}]}";

    assertThat(Fixtures.answer(ANTHROPIC, GEMINI, answer).path("stop_reason").asText()).isEqualTo("refusal");
    assertThat(Fixtures.answer(OPENAI, GEMINI, answer).at("/choices/0/finish_reason").asText()).isEqualTo("content_filter");
    assertThat(Fixtures.answer(CONVERSE, GEMINI, answer).path("stopReason").asText()).isEqualTo("content_filtered");
  }

  @ParameterizedTest
  @CsvSource({
      "model_context_window_exceeded, model_context_window_exceeded, model_context_window_exceeded",
      "model_length, max_tokens, max_tokens",
      "sensitive, refusal, content_filtered",
      "stop, end_turn, end_turn",
      "something_new, end_turn, end_turn",
  })
  void finishReasonsOfCompatibleProvidersKeepTheirMeaning(String reason, String anthropic, String converse) {
    String answer = "{\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"hi\"},"
        + "\"finish_reason\":\"" + reason + "\"}]}";
    byte[] stream = sse(chunk("{\"content\":\"hi\"}"), chunk("{}", reason), "[DONE]");

    assertThat(Fixtures.answer(ANTHROPIC, OPENAI, answer).path("stop_reason").asText()).isEqualTo(anthropic);
    assertThat(Fixtures.answer(CONVERSE, OPENAI, answer).path("stopReason").asText()).isEqualTo(converse);
    assertThat(text(run(ANTHROPIC, OPENAI, stream))).contains("\"stop_reason\":\"" + anthropic + "\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"network_error", "insufficient_system_resource", "error"})
  void aFinishReasonThatReportsAFailureIsAnError(String reason) {
    String answer = "{\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":\"hi\"},"
        + "\"finish_reason\":\"" + reason + "\"}]}";
    byte[] stream = sse(chunk("{\"content\":\"hi\"}"), chunk("{}", reason), "[DONE]");

    for (Wire surface : others(OPENAI)) {
      failsPlainAndStreamed(surface, OPENAI, answer, stream, reason);
    }
  }

  @Test
  void anErrorInsideAChoiceIsAnError() {
    String failed = "{\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"error\":{\"code\":502,\"message\":\"upstream is gone\"},"
        + "\"finish_reason\":\"stop\",\"message\":{\"role\":\"assistant\",\"content\":\"\"},\"delta\":{\"content\":\"\"}}]}";

    for (Wire surface : others(OPENAI)) {
      failsPlainAndStreamed(surface, OPENAI, failed, sse(failed, "[DONE]"), "upstream is gone");
    }
  }

  @Test
  void anUnknownReasonWithoutContentIsAnError() {
    String answer = "{\"id\":\"c\",\"model\":\"m\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\",\"content\":null},"
        + "\"finish_reason\":\"some thing\\nnew\"}]}";

    failsPlainAndStreamed(ANTHROPIC, OPENAI, answer, sse(chunk("{}", "some thing\\nnew"), "[DONE]"), "some_thing_new");
  }

  /** Gemini 3 puts a signature on the text and on each call of several steps; each must come back on its own part. */
  @ParameterizedTest
  @EnumSource(names = {"OPENAI", "ANTHROPIC", "CONVERSE"})
  void thoughtSignaturesComeBackOnTheirOwnParts(Wire surface) {
    String answer = """
        {"candidates":[{"content":{"role":"model","parts":[{"text":"hi","thoughtSignature":"c2lnMA=="},
          {"functionCall":{"name":"f","id":"a","args":{}},"thoughtSignature":"c2lnMQ=="},
          {"functionCall":{"name":"g","id":"b","args":{}}},
          {"functionCall":{"name":"h","id":"c","args":{}},"thoughtSignature":"c2lnMg=="}]},"finishReason":"STOP"}]}""";
    JsonNode told = Fixtures.answer(surface, GEMINI, answer);
    String message = switch (surface) {
      case OPENAI -> told.at("/choices/0/message").toString();
      case ANTHROPIC -> "{\"role\":\"assistant\",\"content\":" + told.get("content") + "}";
      default -> told.at("/output/message").toString();
    };
    String user = surface == CONVERSE ? "[{\"text\":\"x\"}]" : "\"x\"";

    JsonNode sent = request(surface, GEMINI, "gemini-3-pro-preview",
        "{\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":" + user + "}," + message + "]}");

    assertThat(sent.at("/contents/1/parts")).isEqualTo(json("""
        [{"text":"hi","thoughtSignature":"c2lnMA=="},
         {"functionCall":{"name":"f","args":{}},"thoughtSignature":"c2lnMQ=="},
         {"functionCall":{"name":"g","args":{}}},
         {"functionCall":{"name":"h","args":{}},"thoughtSignature":"c2lnMg=="}]"""));
  }

  @Test
  void anErrorWithoutContentSaysThatItIsEmpty() {
    String history = """
        {"messages":[{"role":"user","content":[{"text":"x"}]},
          {"role":"assistant","content":[{"toolUse":{"toolUseId":"a","name":"f","input":{}}}]},
          {"role":"user","content":[{"toolResult":{"toolUseId":"a","content":[],"status":"error"}}]}]}""";

    assertThat(request(CONVERSE, ANTHROPIC, CLAUDE, history).at("/messages/2/content/0"))
        .isEqualTo(json("{\"type\":\"tool_result\",\"tool_use_id\":\"a\",\"content\":\"(empty)\",\"is_error\":true}"));
  }

  @ParameterizedTest
  @EnumSource(names = {"ANTHROPIC", "CONVERSE", "GEMINI"})
  void halfSurrogatesBecomeTheReplacementCharacter(Wire provider) {
    String model = provider == GEMINI ? "gemini-2.5-pro" : provider == CONVERSE ? BEDROCK : CLAUDE;
    String longText = "a".repeat(60);

    String sent = request(OPENAI, provider, model, "{\"messages\":[{\"role\":\"user\",\"content\":\"x\\ud83d \\ude00 \\ud83d\\ude00\"},"
        + "{\"role\":\"assistant\",\"content\":\"" + longText + "\\uD83D\"},{\"role\":\"user\",\"content\":\"y\"}]}").toString();

    assertThat(sent).contains("x\uFFFD \uFFFD \uD83D\uDE00").contains(longText + "\uFFFD");
  }

  @Test
  void aMarkBeforeTheFirstEventIsCutOnPassThrough() {
    byte[] stream = utf8("\uFEFFdata: " + chunk("{\"content\":\"hi\"}") + "\n\ndata: " + chunk("{}", "stop") + "\n\ndata: [DONE]\n\n");

    assertThat(text(run(Translations.observe(OPENAI, CONTEXT), stream))).startsWith("data: {");
  }
}
