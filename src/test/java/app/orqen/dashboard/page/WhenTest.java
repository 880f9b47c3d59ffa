package app.orqen.dashboard.page;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.DoubleNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Times and numbers in words. */
class WhenTest {

  private static final Instant NOW = Instant.parse("2030-01-31T12:00:00Z");

  @ParameterizedTest
  @CsvSource({"2030-01-31T11:59:30Z,just now", "2030-01-31T12:00:30Z,in a moment", "2030-01-31T11:58:59Z,1 minute ago",
      "2030-01-31T14:00:00Z,in 2 hours", "2030-01-28T12:00:00Z,3 days ago", "2030-03-31T12:00:00Z,in 1 month",
      "2027-01-31T12:00:00Z,3 years ago"})
  void aTimeInWords(Instant time, String words) {
    assertThat(When.of(time, NOW).words()).isEqualTo(words);
  }

  @Test
  void neverIsATimeToo() {
    assertThat(When.of(NullNode.instance, NOW)).isEqualTo(new When(null, "never", ""));
    assertThat(When.of(NOW, NOW).exact()).isEqualTo("2030-01-31 12:00 UTC");
  }

  @ParameterizedTest
  @CsvSource({"0.823,0.82 ms", "9.99,9.99 ms", "340.4,340 ms", "2210,2.21 s", "12345,12.3 s"})
  void millisecondsInWords(double millis, String words) {
    assertThat(Amount.millis(DoubleNode.valueOf(millis))).isEqualTo(words);
  }

  @Test
  void numbersInWords() {
    assertThat(Amount.millis(NullNode.instance)).isEqualTo("–");
    assertThat(Amount.brief(99_999)).isEqualTo("99,999");
    assertThat(Amount.brief(203_190)).isEqualTo("203 k");
    assertThat(Amount.brief(4_540_000)).isEqualTo("4.5 M");
    assertThat(Amount.share(1, 8)).isEqualTo("12.5 %");
    assertThat(Amount.share(0, 0)).isEqualTo("–");
  }
}
