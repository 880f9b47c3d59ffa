package app.orqen.translate.responses;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.translate.json.JsonOut;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CustomInputTest {

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
      {"input":"*** Begin"}            | *** Begin
      { "input" : "a" }                | a
      {"input":""}                     | ``
      {}                               | ``
      {"input":"a","why":"b"}          | a
      {"why":"b","input":"a"}          | a
      {"input":["a"]}                  | {"input":["a"]}
      "a"                              | a
      {"inputs":"a"}                   | {"inputs":"a"}
      ls -l                            | ls -l
      {"input":"cut off                | cut off
      {"inp                            | {"inp
      """)
  void theTextIsTakenOutOfTheArguments(String arguments, String text) {
    CustomInput input = new CustomInput();
    String told = input.add(arguments) + input.end();
    assertThat(told).isEqualTo(text);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a\nb\t\"c\" \\d/ é 😀 \b\f\r \u0001 😀", "😀😀😀", "\\\\u0041\\n", "", "{\"input\":\"x\"}"})
  void anySplitGivesTheSameText(String text) {
    String plain = new String(new JsonOut().object().field("input", text).endObject().bytes(), StandardCharsets.UTF_8);
    String escaped = "{\"input\":\"" + text.chars().mapToObj(c -> String.format("\\u%04x", c)).reduce("", String::concat) + "\"}";
    for (String arguments : new String[] {plain, escaped}) {
      for (long seed = 0; seed < 50; seed++) {
        Random random = new Random(seed);
        CustomInput input = new CustomInput();
        StringBuilder told = new StringBuilder();
        for (int at = 0; at < arguments.length();) {
          int length = Math.min(arguments.length() - at, 1 + random.nextInt(4));
          String news = input.add(arguments.substring(at, at + length));
          assertThat(news.isEmpty() || !Character.isHighSurrogate(news.charAt(news.length() - 1))).as("whole characters").isTrue();
          told.append(news);
          at += length;
        }
        told.append(input.end());
        assertThat(told.toString()).isEqualTo(text);
      }
    }
  }

  @Test
  void ofACompleteCallToo() {
    assertThat(CustomInput.whole("{\"input\":\"a\"}")).isEqualTo("a");
    assertThat(CustomInput.whole("{}")).isEmpty();
    assertThat(CustomInput.whole("{\"patch\":\"a\"}")).isEqualTo("{\"patch\":\"a\"}");
  }
}
