package app.orqen.dispatch.call;

import app.orqen.vault.Credential;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * A circuit breaker for each provider and credential: one customer's dead endpoint is not another's. Camel's own {@code
 * circuitBreaker} step has one for each place in a route (DECISIONS.md).
 */
public final class Breakers {

  /**
   * When a breaker opens.
   *
   * @param window how many calls it looks back on
   * @param minimumCalls how many it needs to judge
   * @param failureRate per cent of failures at which it opens
   * @param open for how long
   */
  @ConfigurationProperties("orqen.breaker")
  record Settings(int window, int minimumCalls, float failureRate, Duration open) {}

  private static final int MAX_BREAKERS = 20_000;
  private static final int TRIAL_CALLS = 3;

  private final CircuitBreakerConfig config;
  private final Duration open;
  private final Cache<String, CircuitBreaker> breakers = Caffeine.newBuilder()
      .maximumSize(MAX_BREAKERS).expireAfterAccess(1, TimeUnit.HOURS).executor(Runnable::run).build();

  Breakers(Settings settings) {
    this.open = settings.open;
    this.config = CircuitBreakerConfig.custom()
        .slidingWindowSize(settings.window)
        .minimumNumberOfCalls(settings.minimumCalls)
        .failureRateThreshold(settings.failureRate)
        .waitDurationInOpenState(settings.open)
        .permittedNumberOfCallsInHalfOpenState(TRIAL_CALLS)
        .build();
  }

  CircuitBreaker of(String provider, String credentialFingerprint) {
    return breakers.get(provider + '/' + credentialFingerprint, name -> CircuitBreaker.of(name, config));
  }

  /** Returns whether calls to a provider with a credential are refused at the moment, in this process. */
  public boolean isOpen(String provider, Credential credential) {
    CircuitBreaker breaker = breakers.getIfPresent(provider + '/' + credential.fingerprint());
    return breaker != null && breaker.getState() == CircuitBreaker.State.OPEN;
  }

  /** Returns how many whole seconds a breaker stays open at most. */
  long openSeconds() {
    return Math.max(1, open.toSeconds());
  }
}
