package app.orqen.json;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SurrogatesTest {

  @ParameterizedTest
  @CsvSource({
      "ab, ab",
      "a\uD83D\uDE00b, a\uD83D\uDE00b",
      "a\uD83D, a\uFFFD",
      "\uDE00a, \uFFFDa",
      "\uDE00\uD83D, \uFFFD\uFFFD",
      "\uD83D\uD83D\uDE00, \uFFFD\uD83D\uDE00",
      "\uD83D\uDE00\uDE00, \uD83D\uDE00\uFFFD"})
  void halvesAreReplaced(String text, String mended) {
    assertThat(Surrogates.mended(text)).isEqualTo(mended);
    assertThat(Surrogates.hasHalf(text)).isEqualTo(!text.equals(mended));
  }

  @Test
  void textWithoutHalvesIsTheSame() {
    String text = "plain \uD83D\uDE00";
    assertThat(Surrogates.mended(text)).isSameAs(text);
  }

  @ParameterizedTest
  @CsvSource({"\\ud83d\\ude00, false", "\\ud83d, true", "\\ude00, true", "\\\\ud83d, false", "\\u00e9, false",
      "\\ud83d\\ud83d\\ude00, true"})
  void halvesAreSeenInTheirSpelling(String json, boolean half) {
    byte[] bytes = json.getBytes(StandardCharsets.US_ASCII);
    assertThat(Surrogates.isHalfEscaped(bytes, 0, bytes.length)).isEqualTo(half);
  }
}
