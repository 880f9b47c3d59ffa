package app.orqen.vault;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** The states of a credential, and when calls leave it out. */
class CredentialHealthTest {

  private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");

  private final AtomicReference<Duration> passed = new AtomicReference<>(Duration.ZERO);
  private final Ticker ticker = () -> passed.get().toNanos();
  private final Clock clock = new Clock() {
    @Override
    public Instant instant() {
      return START.plus(passed.get());
    }

    @Override
    public ZoneOffset getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  };
  private final CredentialHealth health = Rows.health(ticker, clock);

  private void pass(Duration time) {
    passed.set(passed.get().plus(time));
  }

  @Test
  void itBeginsUntestedAndMayBeUsed() {
    assertThat(health.state()).isEqualTo(CredentialState.UNTESTED);
    assertThat(health.seen().at()).isNull();
    assertThat(health.skippedFor()).isLessThanOrEqualTo(0);
    assertThat(health.take()).isTrue();
    assertThat(health.take()).as("by two calls at once").isTrue();
  }

  @Test
  void refusedForFiveMinutesThenOneTrial() {
    health.refused();
    assertThat(health.take()).isFalse();
    pass(Duration.ofMinutes(5).minusNanos(1));
    assertThat(health.take()).isFalse();
    pass(Duration.ofNanos(1));
    assertThat(health.skippedFor()).isLessThanOrEqualTo(0);
    assertThat(health.take()).as("the trial").isTrue();
    assertThat(health.take()).as("a second one beside it").isFalse();
    health.works();
    assertThat(health.take()).isTrue();
    assertThat(health.state()).isEqualTo(CredentialState.WORKS);
  }

  @Test
  void aTrialThatFailsBeginsTheFiveMinutesAgain() {
    health.refused();
    pass(Duration.ofMinutes(6));
    assertThat(health.take()).isTrue();
    health.refused();
    pass(Duration.ofMinutes(4));
    assertThat(health.take()).isFalse();
    pass(Duration.ofMinutes(1));
    assertThat(health.take()).isTrue();
  }

  @Test
  void aTrialWithoutAnOutcomeLetsAnotherOneFollow() {
    health.refused();
    pass(Duration.ofMinutes(5));
    assertThat(health.take()).isTrue();
    pass(Duration.ofMinutes(1));
    assertThat(health.take()).isTrue();
  }

  @Test
  void limitedUntilItsTimeIsOver() {
    health.limited(Duration.ofSeconds(30));
    assertThat(health.take()).isFalse();
    pass(Duration.ofSeconds(30));
    assertThat(health.take()).isTrue();
    assertThat(health.take()).as("no trial is needed").isTrue();
    assertThat(health.state()).as("what was seen last").isEqualTo(CredentialState.LIMITED);
    health.limited(Duration.ofDays(400));
    pass(Duration.ofDays(1));
    assertThat(health.take()).as("nobody waits for longer than a day").isTrue();
  }

  @Test
  void laterNewsOfAnotherProcessCount() {
    health.works();
    pass(Duration.ofMinutes(1));
    health.learn(CredentialState.REFUSED, START.plusSeconds(30));
    assertThat(health.state()).isEqualTo(CredentialState.REFUSED);
    assertThat(health.seen().at()).isEqualTo(START.plusSeconds(30));
    pass(Duration.ofMinutes(4).plusSeconds(29));
    assertThat(health.take()).isFalse();
    pass(Duration.ofSeconds(1));
    assertThat(health.take()).isTrue();
    health.works();
    health.learn(CredentialState.REFUSED, START.plusSeconds(90));
    assertThat(health.state()).as("older news").isEqualTo(CredentialState.WORKS);
  }

  @Test
  void aClockThatIsSetBackHoldsNothingLonger() {
    health.learn(CredentialState.REFUSED, START.plus(Duration.ofDays(1)));
    pass(Duration.ofMinutes(5));
    assertThat(health.take()).isTrue();
  }

  @Test
  void whatWasSeenIsTold() {
    List<CredentialState> told = new ArrayList<>();
    CredentialHealth telling = new CredentialHealth(ticker, clock, changed -> told.add(changed.state()));
    telling.works();
    telling.works();
    telling.refused();
    telling.works();
    pass(Duration.ofSeconds(2));
    telling.works();
    assertThat(told).containsExactly(CredentialState.WORKS, CredentialState.REFUSED, CredentialState.WORKS, CredentialState.WORKS);
  }
}
