package app.orqen.policy;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.translate.error.ErrorKind;
import app.orqen.translate.error.ProviderError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConditionTest {

  @ParameterizedTest
  @CsvSource({"401, CREDENTIAL", "403, CREDENTIAL", "424, CREDENTIAL", "429, TOO_MANY", "529, OVERLOADED", "500, SERVER_ERROR",
      "503, SERVER_ERROR", "599, SERVER_ERROR", "404, MISSING", "400,", "402,", "408,", "413,", "422,"})
  void byStatus(int status, Condition condition) {
    assertThat(Condition.ofStatus(status)).isEqualTo(condition);
  }

  @ParameterizedTest
  @ValueSource(strings = {"This model's maximum context length is 8192 tokens.", "prompt is too long: 210000 tokens > 200000 maximum",
      "Input is too long for requested model.", "The input token count (1200000) exceeds the maximum number of tokens allowed",
      "Your input exceeds the context window of this model."})
  void aRequestThatIsTooLong(String message) {
    assertThat(Condition.of(400, error(ErrorKind.INVALID_REQUEST, null, message))).isEqualTo(Condition.CONTEXT);
    assertThat(Condition.of(429, error(ErrorKind.RATE_LIMIT, null, message))).isEqualTo(Condition.TOO_MANY);
  }

  @Test
  void codesAndKindsCountToo() {
    assertThat(Condition.of(400, error(ErrorKind.INVALID_REQUEST, "context_length_exceeded", "x"))).isEqualTo(Condition.CONTEXT);
    assertThat(Condition.of(400, error(ErrorKind.INVALID_REQUEST, null, "max_tokens must be positive"))).isNull();
    assertThat(Condition.of(400, error(ErrorKind.AUTHENTICATION, null, "x"))).isEqualTo(Condition.CREDENTIAL);
    assertThat(Condition.of(502, ProviderError.brokenStream("x"))).isEqualTo(Condition.SERVER_ERROR);
  }

  @Test
  void eachHasItsWord() {
    for (Condition one : Condition.values()) {
      assertThat(Condition.find(one.label())).isEqualTo(one);
    }
    assertThat(Condition.find("6xx")).isNull();
  }

  private static ProviderError error(ErrorKind kind, String code, String message) {
    return new ProviderError(kind.status(), kind, code, message, null, null);
  }
}
