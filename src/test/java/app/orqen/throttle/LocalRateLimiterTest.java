package app.orqen.throttle;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.bucket4j.TimeMeter;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LocalRateLimiterTest {

  /** Moves when told to. */
  static final class Clock implements TimeMeter {
    long nanos = 1;

    @Override
    public long currentTimeNanos() {
      return nanos;
    }

    @Override
    public boolean isWallClockBased() {
      return false;
    }

    void pass(long amount, TimeUnit unit) {
      nanos += unit.toNanos(amount);
    }
  }

  private final Clock clock = new Clock();
  private final LocalRateLimiter limiter = new LocalRateLimiter(clock);

  @Test
  void theBucketIsRightAtTheEdge() {
    for (int left = 59; left >= 0; left--) {
      Quota quota = limiter.consume("k", 60);
      assertThat(quota.granted()).isTrue();
      assertThat(quota.remaining()).isEqualTo(left);
      assertThat(GoDuration.format(quota.nanosToFull())).isEqualTo(left == 0 ? "1m0s" : (60 - left) + "s");
    }
    Quota refused = limiter.consume("k", 60);
    assertThat(refused.granted()).isFalse();
    assertThat(refused.retryAfterSeconds()).isEqualTo(1);
    clock.pass(999, TimeUnit.MILLISECONDS);
    assertThat(limiter.consume("k", 60).granted()).isFalse();
    clock.pass(1, TimeUnit.MILLISECONDS);
    assertThat(limiter.consume("k", 60).granted()).as("a refusal costs no token").isTrue();
    assertThat(limiter.consume("k", 60).granted()).isFalse();
  }

  @Test
  void aLookTakesNothing() {
    assertThat(limiter.peek("k", 2).remaining()).isEqualTo(2);
    assertThat(limiter.peek("k", 2).nanosToFull()).isZero();
    assertThat(limiter.consume("k", 2).remaining()).isEqualTo(1);
    assertThat(limiter.peek("k", 2).remaining()).isEqualTo(1);
    assertThat(limiter.peek("k", 2).nanosToFull()).isEqualTo(TimeUnit.SECONDS.toNanos(30));
  }

  @Test
  void aChangedLimitAddsOrRemovesTheDifferenceAtOnce() {
    for (int i = 0; i < 10; i++) {
      limiter.consume("k", 10);
    }
    assertThat(limiter.peek("k", 15).remaining()).isEqualTo(5);
    assertThat(limiter.peek("k", 12).remaining()).isEqualTo(2);
    assertThat(limiter.peek("k", 1).remaining()).isZero();
    assertThat(limiter.consume("k", 1).granted()).isFalse();
  }

  @Test
  void keysDontShareABucket() {
    assertThat(limiter.consume("a", 1).granted()).isTrue();
    assertThat(limiter.consume("a", 1).granted()).isFalse();
    assertThat(limiter.consume("b", 1).granted()).isTrue();
  }

  @Test
  void failedAttemptsAreCountedByAddress() {
    FailedAttempts attempts = new FailedAttempts(2, clock);
    assertThat(attempts.count("1.2.3.4")).isZero();
    assertThat(attempts.isExhausted("1.2.3.4")).isFalse();
    assertThat(attempts.count("1.2.3.4")).isZero();
    assertThat(attempts.isExhausted("1.2.3.4")).isTrue();
    assertThat(attempts.count("1.2.3.4")).isPositive();
    assertThat(attempts.count("5.6.7.8")).isZero();
    clock.pass(30, TimeUnit.SECONDS);
    assertThat(attempts.count("1.2.3.4")).isZero();
  }

  @ParameterizedTest
  @CsvSource({"0,0s", "1,1ms", "20000000,20ms", "999000001,1s", "1000000000,1s", "1200000000,1.2s", "60000000000,1m0s",
      "360000000000,6m0s", "61500000000,1m1.5s", "3600000000000,1h0m0s"})
  void durationsAreSpelledAsOpenAiDoes(long nanos, String text) {
    assertThat(GoDuration.format(nanos)).isEqualTo(text);
  }
}
