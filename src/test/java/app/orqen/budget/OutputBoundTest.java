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
      invoke | "max_completion_tokens":1,"max_tokens":900 | 900
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
    assertThat(OutputBound.of(request(surface, Operation.CHAT, fields))).isEqualTo(expected);
  }

  private static ModelRequest request(String surface, Operation operation, String fields) {
    BodyScan scan = BodyScan.of(("{\"model\":\"m\"," + fields + "}").getBytes(StandardCharsets.UTF_8));
    return new ModelRequest(WireRegistry.surfaces().stream().filter(one -> one.label().equals(surface)).findFirst()
        .orElseThrow(), operation, scan, "m", false);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '\0', textBlock = """
      COMPLETIONS | "prompt":"a" | 1
      COMPLETIONS | "prompt":[] | 1
      COMPLETIONS | "prompt":["a","b","c"] | 3
      COMPLETIONS | "prompt":["a","b"],"n":3,"best_of":5 | 10
      COMPLETIONS | "prompt":[1,2,3] | 1
      COMPLETIONS | "prompt":[[1,2,3],[4]] | 2
      CHAT | "prompt":["a","b","c"],"n":2 | 2
      """)
  void eachPromptHasItsAnswers(String operation, String fields, long expected) {
    assertThat(OutputBound.answers(request("openai", Operation.valueOf(operation), fields))).isEqualTo(expected);
  }
}
