package app.orqen.translate.front;

import static app.orqen.translate.front.Fixtures.json;
import static app.orqen.translate.front.Fixtures.to;
import static app.orqen.translate.front.Fixtures.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import app.orqen.tokens.TokenMeter;
import app.orqen.tokens.Vocabulary;
import app.orqen.translate.Wire;
import app.orqen.translate.error.TranslationException;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CountTokensTest {

  private static final byte[] BODY = utf8("""
      {"model":"m","system":"s","messages":[{"role":"user","content":"hello there"}],"tools":[{"name":"f","input_schema":{"type":"object"}}]}""");

  @Test
  void providersThatCount() throws TranslationException {
    JsonNode bedrock = json(CountTokens.request(Wire.ANTHROPIC.surface(), Wire.CONVERSE.provider(), BODY, to("anthropic.claude-sonnet-4-5")));
    assertThat(bedrock.at("/input/converse/messages/0/content/0/text").asText()).isEqualTo("hello there");
    assertThat(bedrock.at("/input/converse/toolConfig/tools")).hasSize(1);
    assertThat(bedrock.at("/input/converse").has("inferenceConfig")).isFalse();
    JsonNode gemini = json(CountTokens.request(Wire.ANTHROPIC.surface(), Wire.GEMINI.provider(), BODY, to("gemini-2.5-pro")));
    assertThat(gemini.at("/generateContentRequest/model").asText()).isEqualTo("models/gemini-2.5-pro");
    assertThat(gemini.at("/generateContentRequest/contents")).hasSize(1);
    assertThat(CountTokens.request(Wire.ANTHROPIC.surface(), Wire.OPENAI.provider(), BODY, to("gpt-4o"))).isNull();
    assertThat(json(CountTokens.answer(Wire.ANTHROPIC.surface(), Wire.CONVERSE.provider(), utf8("{\"inputTokens\":7}")))).isEqualTo(json("{\"input_tokens\":7}"));
    assertThat(json(CountTokens.answer(Wire.ANTHROPIC.surface(), Wire.GEMINI.provider(), utf8("{\"totalTokens\":8}")))).isEqualTo(json("{\"input_tokens\":8}"));
  }

  private static long estimate(byte[] body, String model) throws TranslationException {
    return CountTokens.estimate(body, TokenMeter.of(Vocabulary.NONE), model);
  }

  /** What a tool declares is read by the model as much as a text is; ids, roles and settings aren't. */
  @Test
  void toolsCountAndSettingsDoNot() throws TranslationException {
    String message = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";
    long plain = estimate(utf8("{" + message + "}"), "m");
    assertThat(estimate(utf8("{\"model\":\"a-very-long-name-of-a-model\",\"metadata\":{\"user_id\":\"somebody\"}," + message + "}"), "m"))
        .isEqualTo(plain);
    assertThat(estimate(utf8("{\"tools\":[{\"name\":\"read\",\"description\":\"Reads a file.\",\"input_schema\":{\"type\":\"object\","
        + "\"properties\":{\"path\":{\"type\":\"string\"}}}}]," + message + "}"), "m")).isBetween(plain + 25, plain + 45);
  }

  /** Measured by others against Anthropic's own count: docs/wires/anthropic-messages.md, "Tokens". */
  @ParameterizedTest
  @CsvSource({"claude-sonnet-4-5, 1.18", "anthropic.claude-opus-4-7, 1.53", "claude-opus-5-5, 1.53", "gpt-5, 1"})
  void claudesTokenizersMakeMoreTokens(String model, double factor) throws TranslationException {
    byte[] body = utf8("{\"messages\":[{\"content\":\"" + "The quick brown fox jumps over the lazy dog. ".repeat(100) + "\"}]}");
    assertThat(estimate(body, model)).isCloseTo(Math.round(estimate(body, "m") * factor), within(5L));
  }

  @Test
  void estimates() throws TranslationException {
    assertThat(estimate(BODY, "m")).isBetween(8L, 40L);
    String prose = "The quick brown fox jumps over the lazy dog. ".repeat(100);
    assertThat(estimate(utf8("{\"messages\":[{\"content\":\"" + prose + "\"}]}"), "m")).isBetween(950L, 1060L);
    String image = "QUJD".repeat(50_000);
    assertThat(estimate(utf8("{\"messages\":[{\"content\":[{\"data\":\"" + image + "\"}]}]}"), "m")).isBetween(1600L, 1700L);
  }
}
