package app.orqen.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The end of a string is found without decoding it. */
class JsonStringTest {

  @ParameterizedTest
  @ValueSource(strings = {"\"\"", "\"a\"", "\"\\\"\"", "\"\\\\\"", "\"\\\\\\\"x\"", "\"\\u0022\"", "\"ü€😀\"", "\"unfinished", "\"\\"})
  void theEndIsBehindTheClosingQuotationMark(String string) {
    byte[] text = string.getBytes(StandardCharsets.UTF_8);
    assertThat(JsonString.end(text, 0)).isEqualTo(text.length);

    if (string.length() > 1 && string.endsWith("\"")) {
      byte[] within = ("{\"k\":" + string + ",\"l\":\"m\"}").getBytes(StandardCharsets.UTF_8);
      assertThat(JsonString.end(within, 5)).isEqualTo(5 + text.length);
    }
  }
}
