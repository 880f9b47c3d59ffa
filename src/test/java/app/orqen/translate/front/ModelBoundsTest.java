package app.orqen.translate.front;

import static app.orqen.translate.front.Fixtures.json;
import static app.orqen.translate.front.Fixtures.refused;
import static app.orqen.translate.front.Fixtures.to;
import static app.orqen.translate.front.Fixtures.translated;
import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.catalogue.ModelTable;
import app.orqen.translate.Wire;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How much a model is to think, on every surface, is bounded by what the model takes. */
class ModelBoundsTest {

  private static final ModelTable TABLE = new ModelTable();

  /** A request of each surface, without the wish. */
  private static final Map<Wire, String> REQUESTS = Map.of(
      Wire.OPENAI, "{\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],%s}",
      Wire.ANTHROPIC, "{\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"x\"}],%s}",
      Wire.CONVERSE, "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"x\"}]}],%s}");

  @BeforeAll
  static void table() throws IOException {
    try (InputStream csv = ModelBoundsTest.class.getResourceAsStream("/model-facts.csv")) {
      TABLE.add("model-facts.csv", csv);
    }
  }

  private static JsonNode sent(Wire surface, Wire provider, String providerId, String model, boolean itself, String wish) {
    return json(translated(surface, provider,
        to(model).withFacts(TABLE.like(providerId, model)).withNativeOpenAi(itself), body(surface, wish)).body());
  }

  private static String body(Wire surface, String wish) {
    return REQUESTS.get(surface).formatted(wish(surface, wish));
  }

  private static String wish(Wire surface, String wish) {
    boolean budget = Character.isDigit(wish.charAt(0));
    boolean off = wish.equals("disabled");
    String thinking = off ? "{\"type\":\"disabled\"}" : "{\"type\":\"enabled\",\"budget_tokens\":" + wish + "}";
    return switch (surface) {
      case OPENAI -> budget || off ? "\"thinking\":" + thinking : "\"reasoning_effort\":\"" + wish + "\"";
      case ANTHROPIC -> budget || off ? "\"thinking\":" + thinking : "\"output_config\":{\"effort\":\"" + wish + "\"}";
      default -> "\"additionalModelRequestFields\":"
          + (budget || off ? "{\"thinking\":" + thinking + "}" : "{\"reasoning_effort\":\"" + wish + "\"}");
    };
  }

  @ParameterizedTest
  @CsvSource({
      "gemini-2.5-pro, none, thinkingBudget, 128",
      "gemini-2.5-pro, disabled, thinkingBudget, 128",
      "gemini-2.5-pro, 64, thinkingBudget, 128",
      "gemini-2.5-pro, 31999, thinkingBudget, 31999",
      "gemini-2.5-pro, 60000, thinkingBudget, 32768",
      "gemini-2.5-flash, none, thinkingBudget, 0",
      "gemini-2.5-flash, disabled, thinkingBudget, 0",
      "gemini-2.5-flash, 31999, thinkingBudget, 24576",
      "gemini-2.5-flash-lite, disabled, thinkingBudget, 0",
      "gemini-2.5-flash-lite, 100, thinkingBudget, 512",
      "gemini-2.5-flash-lite, 60000, thinkingBudget, 24576",
      "gemini-3-pro-preview, none, thinkingLevel, low",
      "gemini-3-pro-preview, minimal, thinkingLevel, low",
      "gemini-3-pro-preview, disabled, thinkingLevel, low",
      "gemini-3-pro-preview, medium, thinkingLevel, high",
      "gemini-3-pro-preview, max, thinkingLevel, high",
      "gemini-3.1-pro-preview, disabled, thinkingLevel, low",
      "gemini-3.1-pro-preview, minimal, thinkingLevel, low",
      "gemini-3.1-pro-preview, medium, thinkingLevel, medium",
      "gemini-3.7-flash, none, thinkingLevel, low",
      "gemini-3.8-flash, minimal, thinkingLevel, low",
      "gemini-3-flash-preview, minimal, thinkingLevel, minimal",
      "gemini-3-flash-preview, none, thinkingLevel, minimal",
      "gemini-3-flash-preview, xhigh, thinkingLevel, high",
      "gemini-3-flash-preview, 60000, thinkingLevel, high",
  })
  void geminiThinksWithinItsModelsBounds(String model, String wish, String field, String expected) {
    for (Wire surface : REQUESTS.keySet()) {
      JsonNode thinking = sent(surface, Wire.GEMINI, "gemini", model, false, wish).at("/generationConfig/thinkingConfig");

      assertThat(thinking.path(field).asText()).as("%s: %s", surface, thinking).isEqualTo(expected);
      assertThat(thinking.path("includeThoughts").asBoolean()).as("%s", surface)
          .isEqualTo(!wish.equals("none") && !wish.equals("disabled"));
    }
  }

  @ParameterizedTest
  @CsvSource({
      "openai, gpt-5, xhigh, high",
      "openai, gpt-5, max, high",
      "openai, gpt-5-mini, max, high",
      "openai, gpt-5-nano, xhigh, high",
      "openai, gpt-5.1, xhigh, high",
      "openai, gpt-5.5, max, xhigh",
      "openai, gpt-6-sol, max, max",
      "openai, o1, max, high",
      "openai, o3, xhigh, high",
      "openai, o4-mini, max, high",
      "openai, o3, minimal, low",
      "openai, gpt-5, disabled, minimal",
      "openai, gpt-5.1, none, none",
      "openai, o3, disabled, low",
      "openai, gpt-5-2031-01-01, max, high",
      "openai, gpt-9-nonesuch, max, high",
      "openai, gpt-4o, max, ",
      "azure, gpt-5, max, high",
      "groq, openai/gpt-oss-120b, max, high",
      "groq, openai/gpt-oss-20b, disabled, low",
      "acme, gpt-oss-20b, xhigh, high",
      "mistral, mistral-large-latest, high, ",
  })
  void effortsAreBoundedByTheModel(String provider, String model, String wish, String expected) {
    boolean itself = provider.equals("openai") || provider.equals("azure");
    for (Wire surface : new Wire[] {Wire.ANTHROPIC, Wire.CONVERSE}) {
      JsonNode sent = sent(surface, Wire.OPENAI, provider, model, itself, wish);

      assertThat(sent.path("reasoning_effort").asText(null)).as("%s: %s", surface, sent).isEqualTo(expected);
    }
  }

  @Test
  void aClaudeThatAlwaysThinksDoesSoTheLeast() {
    JsonNode sent = sent(Wire.OPENAI, Wire.ANTHROPIC, "anthropic", "claude-opus-5-5", false, "none");

    assertThat(sent.at("/output_config/effort").asText()).isEqualTo("low");
    assertThat(sent.has("thinking")).isFalse();
  }

  @Test
  void anEffortThatNobodyKnowsIsRefused() {
    for (Wire surface : REQUESTS.keySet()) {
      for (Wire provider : Wire.values()) {
        if (surface != provider) {
          assertThat(refused(surface, provider, "any", body(surface, "bogus")).getMessage()).as("%s to %s", surface, provider)
              .contains("must be one of none, minimal, low, medium, high, xhigh, max");
        }
      }
    }
  }
}
