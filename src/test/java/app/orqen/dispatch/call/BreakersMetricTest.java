package app.orqen.dispatch.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** What Prometheus sees of the circuit breakers: how many of a provider are open, and never whose. */
class BreakersMetricTest {

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Breakers breakers = new Breakers(new Breakers.Settings(4, 2, 50, Duration.ofHours(1)), meters);

  private double open(String provider) {
    return meters.get("orqen.breakers.open").tag("provider", provider).gauge().value();
  }

  private void fail(CircuitBreaker breaker) {
    for (int call = 0; call < 2; call++) {
      breaker.onError(1, TimeUnit.MILLISECONDS, new IllegalStateException());
    }
  }

  @Test
  void countsThoseThatAreOpen() {
    CircuitBreaker one = breakers.of("openai", "a");
    CircuitBreaker two = breakers.of("openai", "b");
    breakers.of("anthropic", "a");
    assertThat(open("openai")).isZero();
    fail(one);
    fail(two);
    assertThat(open("openai")).isEqualTo(2);
    assertThat(open("anthropic")).isZero();
    one.transitionToHalfOpenState();
    assertThat(open("openai")).isEqualTo(1);
    two.transitionToClosedState();
    assertThat(open("openai")).isZero();
  }

  @Test
  void namesNoCredential() {
    breakers.of("openai", "fingerprint-canary");
    assertThat(meters.getMeters()).singleElement().satisfies(meter ->
        assertThat(meter.getId().toString()).contains("openai").doesNotContain("canary"));
  }
}
