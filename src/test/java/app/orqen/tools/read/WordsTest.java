package app.orqen.tools.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "getCurrentTime|get current time",
        "HTTPServer_v2-list|http server v 2 list",
        "Could you please find me the invoices?|find invoice",
        "天气 forecast|天 气 forecast",
        "Größe|größe",
        "...|''",
      })
  void takesIdentifiersApartAndLeavesStopWordsOut(String text, String words) {
    List<String> stemmed = words.isEmpty() ? List.of() : List.of(words.split(" ")).stream().map(Stemmer::stem).toList();

    assertThat(Words.of(text)).isEqualTo(stemmed);
  }

  @ParameterizedTest
  @CsvSource({
    "create creates created creating, creat",
    "query queries queried, queri",
    "stop stops stopped stopping, stop",
    "calculate calculates calculator calculation, calculat",
    "file files, file",
    "box boxes, box",
    "status, status",
    "class classes, class",
    "sum, sum",
    "is, is",
  })
  void commonFormsMeet(String forms, String stem) {
    assertThat(forms.split(" ")).allSatisfy(form -> assertThat(Stemmer.stem(form)).isEqualTo(Stemmer.stem(stem)));
  }

  @Test
  void veryLongWordsAreCut() {
    assertThat(Words.of("x".repeat(100_000))).singleElement().satisfies(word -> assertThat(word).hasSize(40));
  }

  @Test
  void whatIsEmbeddedKeepsItsFormAndItsLimit() {
    assertThat(Words.withoutStopWords("I'd like to (re)book the \"Paris\" flights, please!", 100))
        .isEqualTo("re)book Paris flights");
    assertThat(Words.withoutStopWords("alpha beta gamma", 9)).isEqualTo("alpha bet");
  }
}
