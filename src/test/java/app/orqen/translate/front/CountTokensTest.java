package app.orqen.translate.front;

import static app.orqen.translate.front.Fixtures.json;
import static app.orqen.translate.front.Fixtures.to;
import static app.orqen.translate.front.Fixtures.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.translate.Wire;
import app.orqen.translate.error.TranslationException;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

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

  @Test
  void estimates() throws TranslationException {
    assertThat(CountTokens.estimate(BODY)).isBetween(8L, 40L);
    String prose = "The quick brown fox jumps over the lazy dog. ".repeat(100);
    assertThat(CountTokens.estimate(utf8("{\"messages\":[{\"content\":\"" + prose + "\"}]}"))).isBetween(1000L, 1400L);
    String image = "QUJD".repeat(50_000);
    assertThat(CountTokens.estimate(utf8("{\"data\":\"" + image + "\"}"))).isBetween(1600L, 1700L);
  }
}
