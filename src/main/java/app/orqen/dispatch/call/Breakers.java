package app.orqen.dispatch.call;

import app.orqen.vault.Credential;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.RemovalCause;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
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
      .maximumSize(MAX_BREAKERS).expireAfterAccess(1, TimeUnit.HOURS).executor(Runnable::run)
      .removalListener((String name, CircuitBreaker breaker, RemovalCause cause) -> closed(breaker)).build();
  /** The open ones of each provider that was called. */
  private final Map<String, Set<CircuitBreaker>> opened = new ConcurrentHashMap<>();
  private final MeterRegistry meters;

  Breakers(Settings settings, MeterRegistry meters) {
    this.meters = meters;
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
    return breakers.get(provider + '/' + credentialFingerprint, name -> make(provider, name));
  }

  private CircuitBreaker make(String provider, String name) {
    Set<CircuitBreaker> ofProvider = opened.computeIfAbsent(provider, this::measured);
    CircuitBreaker breaker = CircuitBreaker.of(name, config);
    breaker.getEventPublisher().onStateTransition(event -> {
      if (event.getStateTransition().getToState() == CircuitBreaker.State.OPEN) {
        ofProvider.add(breaker);
      } else {
        ofProvider.remove(breaker);
      }
    });
    return breaker;
  }

  private Set<CircuitBreaker> measured(String provider) {
    Set<CircuitBreaker> ofProvider = ConcurrentHashMap.newKeySet();
    Gauge.builder("orqen.breakers.open", ofProvider, Set::size)
        .description("Circuit breakers, of one credential each, that refuse calls or will try the next one")
        .tag("provider", provider).register(meters);
    return ofProvider;
  }

  private void closed(CircuitBreaker breaker) {
    opened.values().forEach(ofProvider -> ofProvider.remove(breaker));
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
