package app.orqen.budget;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.request.BodyScan;
import app.orqen.request.ModelRequest;
import app.orqen.translate.front.WireRegistry;
import app.orqen.translate.wire.Operation;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutputBoundTest {

  /** A field that the provider doesn't read must not make a reservation smaller. */
  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
      openai | "max_tokens":7 | 7
      openai | "max_completion_tokens":7,"max_tokens":9 | 9
      openai | "max_tokens":1,"max_completion_tokens":90 | 90
      openai | "max_tokens":null,"max_completion_tokens":90 | 90
      openai | "max_output_tokens":1 | 0
      openai | "max_completion_tokens":1,"max_tokens":9e5 | 0
      openai | "inferenceConfig":{"maxTokens":1} | 0
      anthropic | "max_completion_tokens":1,"max_tokens":900 | 900
      responses | "max_tokens":1,"max_output_tokens":900 | 900
      responses | "max_tokens":1 | 0
      converse | "max_tokens":1,"inferenceConfig":{"topP":1,"maxTokens":900} | 900
      converse | "inferenceConfig":{"maxTokens":1,"maxTokens":900} | 900
      converse | "inferenceConfig":{"maxTokens":1,"max\\u0054okens":900} | 900
      converse | "inferenceConfig":{"maxTokens":9e5} | 0
      converse | "inferenceConfig":{"x":{"maxTokens":1}} | 0
      converse | "max_tokens":1 | 0
      """)
  void onlyTheSurfacesOwnFieldCounts(String surface, String fields, long expected) {
    BodyScan scan = BodyScan.of(("{\"model\":\"m\"," + fields + "}").getBytes(StandardCharsets.UTF_8));
    ModelRequest request = new ModelRequest(WireRegistry.surfaces().stream().filter(one -> one.label().equals(surface)).findFirst()
        .orElseThrow(), Operation.CHAT, scan, "m", false);

    assertThat(OutputBound.of(request)).isEqualTo(expected);
  }
}
