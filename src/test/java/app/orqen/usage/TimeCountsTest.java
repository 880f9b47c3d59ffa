package app.orqen.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Percentage.withPercentage;

import app.orqen.usage.TimeCounts.Metric;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Durations are added up without losing what percentiles need. */
class TimeCountsTest {

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.001, 0.85, 1, 1.9, 9.99, 10, 99.9, 100, 210, 999, 1000, 12_400, 3_600_000})
  void threeDigitsAreKept(double millis) {
    assertThat(new TimeCounts().add(Metric.TTFT, millis).percentile(Metric.TTFT, 0.5)).isEqualTo(millis);
  }

  @Test
  void aPercentileLiesBetweenTwoDurationsAsInSql() {
    TimeCounts times = new TimeCounts().add(Metric.TTFT, 10.0).add(Metric.TTFT, 20.0).add(Metric.TTFT, 40.0).add(Metric.TTFT, 80.0);

    assertThat(times.percentile(Metric.TTFT, 0.5)).isEqualTo(30);
    assertThat(times.percentile(Metric.TTFT, 1)).isEqualTo(80);
    assertThat(times.percentile(Metric.DURATION, 0.5)).isNull();
    assertThat(times.add(Metric.TTFT, null).percentile(Metric.TTFT, 0)).isEqualTo(10);
  }

  @Test
  void manyDurationsInManyPiecesAreOffByHalfAPerCentAtMost() {
    Random random = new Random(5);
    double[] all = new double[20_000];
    TimeCounts sum = new TimeCounts();
    byte[] stored = null;
    for (int i = 0; i < all.length; i++) {
      all[i] = Math.exp(random.nextGaussian() * 3);
      sum.add(Metric.OVERHEAD, all[i]).add(Metric.DURATION, 5.0);
      if (i % 1000 == 999) {
        byte[] before = stored;
        stored = sum.bytesWith(before);
        assertThat(stored).isEqualTo(sum.add(before).bytes());
        sum = new TimeCounts();
      }
    }
    Arrays.sort(all);
    TimeCounts read = new TimeCounts().add(stored);
    for (double share : new double[] {0.5, 0.95, 0.99}) {
      assertThat(read.percentile(Metric.OVERHEAD, share)).isCloseTo(all[(int) (share * (all.length - 1))], withPercentage(0.6));
    }
    assertThat(read.percentile(Metric.DURATION, 0.5)).isEqualTo(5);
  }
}
