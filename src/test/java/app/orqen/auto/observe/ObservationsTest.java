package app.orqen.auto.observe;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.auto.pick.Candidate;
import app.orqen.auto.pick.Observed;
import app.orqen.catalogue.ModelFacts;
import app.orqen.catalogue.Prices;
import app.orqen.usage.ModelHistory.Figures;
import java.math.BigDecimal;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** What is seen in the last minutes beside what the last days tell. */
class ObservationsTest {

  private static final Candidate MODEL = new Candidate("a", "m", "a/m", ModelFacts.UNKNOWN, Prices.UNKNOWN, 2, true, false);

  private final AtomicLong now = new AtomicLong(TimeUnit.HOURS.toNanos(1));

  private Observations with(Map<String, Figures> past) {
    return new Observations(account -> past, Runnable::run, now::get);
  }

  /** Returns what is known a second later, when it is worked out anew. */
  private Observed of(Observations observations) {
    now.addAndGet(TimeUnit.SECONDS.toNanos(1));
    return observations.of("acc").apply(MODEL);
  }

  @Test
  void aModelThatWasNeverCalledHasAUsualSuccess() {
    assertThat(of(with(Map.of()))).isEqualTo(Observed.NOTHING);
  }

  @Test
  void anAnswerWithoutATimeTellsNone() {
    Observations observations = with(Map.of());
    observations.answered("acc", "a/m", 0);
    assertThat(of(observations).ttftMillis()).isNull();
    assertThat(of(observations).successRate()).isEqualTo(1);
  }

  @Test
  void failuresOfTheLastMinutesCountAtOnceAndAreForgotten() {
    Observations observations = with(Map.of("a/m", new Figures("a/m", 100, 0, 400.0, 10, 1, BigDecimal.ONE)));
    double before = of(observations).success();
    for (int i = 0; i < 10; i++) {
      observations.failed("acc", "a/m");
    }
    assertThat(of(observations).success()).isLessThan(0.6).isLessThan(before);
    assertThat(of(observations).successRate()).as("of the last days").isEqualTo(1);
    assertThat(observations.of("other").apply(MODEL).success()).isEqualTo(before);
    now.addAndGet(TimeUnit.MINUTES.toNanos(11));
    assertThat(of(observations).success()).isEqualTo(before);
  }

  @Test
  void timesOfTheLastMinutesMoveTheMedian() {
    Observations observations = with(Map.of("a/m", new Figures("a/m", 100, 0, 400.0, 10, 1, BigDecimal.ONE)));
    assertThat(of(observations).ttftMillis()).isEqualTo(400);
    for (int i = 0; i < 30; i++) {
      observations.answered("acc", "a/m", TimeUnit.SECONDS.toNanos(2));
    }
    assertThat(of(observations).ttftMillis()).isBetween(1_700.0, 2_000.0);
    assertThat(of(observations).recall()).isEqualTo(0.9);
    assertThat(of(observations).isCalibrated()).isTrue();
  }

  @Test
  void aDatabaseThatIsAwayIsNotWaitedForTwice() {
    AtomicLong asked = new AtomicLong();
    Observations observations = new Observations(account -> {
      asked.incrementAndGet();
      throw new IllegalStateException("away");
    }, Runnable::run, now::get);
    observations.answered("acc", "a/m", 1_000_000);
    assertThat(of(observations).requests()).isEqualTo(1);
    of(observations);
    assertThat(asked).hasValue(1);
  }
}
