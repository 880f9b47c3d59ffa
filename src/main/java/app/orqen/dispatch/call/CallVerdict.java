package app.orqen.dispatch.call;

import app.orqen.translate.error.ErrorKind;
import app.orqen.translate.error.ProviderError;
import app.orqen.vault.Credential;
import app.orqen.vault.CredentialHealth;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * What the circuit breaker and the credential's health learn from a call. The breaker has permitted the call, and is told once how it
 * ended, or gets the permission back.
 */
final class CallVerdict {

  /** How long a limited credential is left out when its provider doesn't say how long. */
  private static final Duration LIMITED_FOR = Duration.ofSeconds(10);
  /** The same when its quota or its credit is used up. */
  private static final Duration USED_UP_FOR = Duration.ofMinutes(5);

  private final CircuitBreaker breaker;
  private final Credential credential;
  private final long openedAt = System.nanoTime();
  private boolean told;
  /** Whether the time until the answer's head is shorter than it would be without other targets. */
  private boolean sharesTime;

  CallVerdict(CircuitBreaker breaker, Credential credential) {
    this.breaker = breaker;
    this.credential = credential;
  }

  /** Notes that the call has only its share of a plan's time until its head, so that silence says nothing about the provider. */
  void sharesTime() {
    sharesTime = true;
  }

  /** Learns from the status of an answer. */
  void head(int status) {
    tell(status >= 500);
    if (status >= 200 && status < 300 && credential.health() != null) {
      credential.health().works();
    }
  }

  /**
   * Learns from an error that the provider reported, as far as it is about the credential.
   *
   * @param answered the status that the error had or means
   * @param retryAfter how long to wait; null when the provider doesn't say
   */
  void reported(ProviderError said, int answered, Duration retryAfter) {
    CredentialHealth health = credential.health();
    if (health == null) {
      return;
    }
    if (said.credentialsRejected(answered)) {
      health.refused();
    } else if (answered == 429 || said.kind() == ErrorKind.RATE_LIMIT || said.kind() == ErrorKind.BILLING) {
      boolean usedUp = said.quotaUsedUp() || said.kind() == ErrorKind.BILLING;
      health.limited(retryAfter != null ? retryAfter : usedUp ? USED_UP_FOR : LIMITED_FOR);
    }
  }

  /**
   * Learns from a call that failed before its answer began.
   *
   * @param cut why the gateway cut it off, or null
   */
  void failed(Cut cut) {
    if (cut != null && (cut.isOurs() || cut == Cut.TOTAL || cut == Cut.LATE || cut == Cut.NO_FIRST_BYTE && sharesTime)) {
      return;
    }
    tell(true);
  }

  private synchronized void tell(boolean failure) {
    if (told) {
      return;
    }
    told = true;
    long duration = System.nanoTime() - openedAt;
    if (failure) {
      breaker.onError(duration, TimeUnit.NANOSECONDS, new IOException("provider failed"));
    } else {
      breaker.onSuccess(duration, TimeUnit.NANOSECONDS);
    }
  }

  /** Gives the breaker its permission back, if the call ended and there was nothing to learn from it. */
  synchronized void close() {
    if (!told) {
      told = true;
      breaker.releasePermission();
    }
  }
}
