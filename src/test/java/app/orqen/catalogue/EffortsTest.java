package app.orqen.catalogue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EffortsTest {

  @ParameterizedTest
  @CsvSource({
      "max, minimal low medium high, high",
      "xhigh, none low medium high xhigh, xhigh",
      "minimal, low medium high, low",
      "minimal, none low medium high, low",
      "none, none low medium high, none",
      "none, minimal low medium high, minimal",
      "none, low medium high, low",
      "low, medium, medium",
      "medium, none high, high",
      "high, none, ",
  })
  void anEffortIsBoundedByTheModel(String asked, String taken, String expected) {
    assertThat(Efforts.bounded(asked, List.of(taken.split(" ")))).isEqualTo(expected);
  }

  @Test
  void nothingAskedIsNothingSaid() {
    assertThat(Efforts.bounded(null, List.of("low"))).isNull();
    assertThat(Efforts.bounded("low", List.of())).isNull();
  }
}
