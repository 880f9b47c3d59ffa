package app.orqen.tools.rank;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClausesTest {

  @Test
  void oneTaskIsOneClause() {
    assertThat(Clauses.of("Book a table for two at an Italian restaurant tonight", 6)).hasSize(1);
    assertThat(Clauses.of("Yes. Do it.", 6)).hasSize(1);
    assertThat(Clauses.of("", 6)).isEmpty();
  }

  @Test
  void severalTasksComeApart() {
    assertThat(
            Clauses.of(
                "Book a table for two at Luigi's restaurant tonight, then find the weather forecast for Rome tomorrow morning.",
                6))
        .containsExactly(
            "Book a table for two at Luigi's restaurant tonight",
            "then find the weather forecast for Rome tomorrow morning.");
  }

  @Test
  void neverMoreThanAsked() {
    String sentence = "Compute volume number seven using blue cylinders quickly. ";

    assertThat(Clauses.of(sentence.repeat(40), 6)).hasSize(6);
  }
}
