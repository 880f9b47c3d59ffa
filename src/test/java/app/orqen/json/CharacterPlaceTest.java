package app.orqen.json;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CharacterPlaceTest {

  private static String invisible(String text) {
    return CharacterPlace.first(text, c -> c <= ' ' || c >= 0x7f);
  }

  @Test
  void namesTheFirstRefusedCharacterAndItsPlace() {
    assertThat(invisible("sk-abc\n")).isEqualTo("; character 7 is a line break");
    assertThat(invisible("sk abc\n")).isEqualTo("; character 3 is a space");
    assertThat(invisible("sk-…")).isEqualTo("; character 4 is U+2026");
    assertThat(invisible("\u00a0")).isEqualTo("; character 1 is a no-break space (U+00A0)");
    assertThat(invisible("sk-abc")).isEmpty();
    assertThat(invisible("")).isEmpty();
  }

  @Test
  void countsCharactersAndNotTheirHalves() {
    assertThat(CharacterPlace.first("\ud83d\ude00\u0007", CharacterPlace::isControlOrHalf))
        .isEqualTo("; character 2 is the control character U+0007");
    assertThat(CharacterPlace.first("a\ud83d", CharacterPlace::isControlOrHalf)).isEqualTo("; character 2 is half of a surrogate pair");
  }
}
