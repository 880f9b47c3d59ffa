package app.orqen.usage;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.usage.TimeCounts.Metric;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Totals say what all of their parts say together. */
class TimeTotalsTest {

  @Test
  void partsAddUp() {
    Random random = new Random(5);
    TimeCounts whole = new TimeCounts();
    TimeTotals totals = new TimeTotals();
    for (int part = 0; part < 30; part++) {
      TimeCounts some = new TimeCounts();
      for (int i = random.nextInt(200); i > 0; i--) {
        Metric metric = Metric.values()[random.nextInt(3)];
        double millis = Math.exp(random.nextDouble() * 12 - 3);
        some.add(metric, millis);
        whole.add(metric, millis);
      }
      totals.add(some.bytes());
    }
    assertThat(totals.bytes()).isEqualTo(whole.bytes());
    assertThat(new TimeTotals().add(totals.bytes()).add(null).add(new byte[0]).bytes()).isEqualTo(whole.bytes());
    for (Metric metric : Metric.values()) {
      assertThat(totals.percentile(metric, 0.95)).isEqualTo(whole.percentile(metric, 0.95)).isPositive();
    }
    assertThat(new TimeTotals().percentile(Metric.TTFT, 0.5)).isNull();
  }
}
