package app.orqen.vault;

import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/**
 * What calls have shown of one stored credential, in this process, and whether the next call should use it. Storing the credential
 * again begins with another object.
 */
public final class CredentialHealth {

  /** How long a refused credential is left out before one call tries it again. */
  static final Duration REFUSED_FOR = Duration.ofMinutes(5);
  /** How long a trial of a refused credential keeps other calls from trying it too. */
  private static final Duration TRIAL = Duration.ofMinutes(1);
  /** The longest time that a provider's Retry-After is believed. */
  private static final Duration LONGEST = Duration.ofDays(1);
  /** How often it is noted again that a credential works. */
  private static final long FRESH_NANOS = Duration.ofSeconds(1).toNanos();

  /**
   * A state and when it was seen.
   *
   * @param at null while nothing was seen
   * @param seenAt in the ticker's nanoseconds
   * @param skippedUntil in the ticker's nanoseconds; calls should leave the credential out until then
   */
  record Seen(CredentialState state, Instant at, long seenAt, long skippedUntil) {}

  private final AtomicReference<Seen> seen;
  private final Ticker ticker;
  private final Clock clock;
  private final Consumer<CredentialHealth> changed;

  /**
   * Starts untested.
   *
   * @param changed is told when the state became another one, and again from time to time while it stays
   */
  CredentialHealth(Ticker ticker, Clock clock, Consumer<CredentialHealth> changed) {
    this.ticker = ticker;
    this.clock = clock;
    this.changed = changed;
    this.seen = new AtomicReference<>(new Seen(CredentialState.UNTESTED, null, ticker.read(), ticker.read()));
  }

  private static long within(Duration wanted, Duration longest) {
    return wanted.isNegative() ? 0 : wanted.compareTo(longest) > 0 ? longest.toNanos() : wanted.toNanos();
  }

  Seen seen() {
    return seen.get();
  }

  public CredentialState state() {
    return seen.get().state;
  }

  /** Returns for how many nanoseconds calls should leave the credential out; 0 or less when they may use it. */
  long skippedFor() {
    Seen now = seen.get();
    return now.state == CredentialState.WORKS ? 0 : now.skippedUntil - ticker.read();
  }

  /**
   * Takes the credential for a call. Returns false when another call is trying a refused one at the moment, or when it became one that
   * calls should leave out.
   */
  public boolean take() {
    Seen now = seen.get();
    if (now.state != CredentialState.REFUSED) {
      return now.state == CredentialState.WORKS || now.skippedUntil - ticker.read() <= 0;
    }
    long time = ticker.read();
    return now.skippedUntil - time <= 0
        && seen.compareAndSet(now, new Seen(now.state, now.at, now.seenAt, time + TRIAL.toNanos()));
  }

  /** Notes that the provider answered a call with it. */
  public void works() {
    Seen before = seen.get();
    if (before.state == CredentialState.WORKS && ticker.read() - before.seenAt < FRESH_NANOS) {
      return;
    }
    becomes(CredentialState.WORKS, Duration.ZERO);
  }

  /** Notes that the provider refused it. */
  public void refused() {
    becomes(CredentialState.REFUSED, REFUSED_FOR);
  }

  /** Notes that its rate or quota is used up. */
  public void limited(Duration retryAfter) {
    becomes(CredentialState.LIMITED, retryAfter);
  }

  /** Notes that calls with it fail before they reach the provider. */
  public void broken(Duration retryAfter) {
    becomes(CredentialState.BROKEN, retryAfter);
  }

  /** Takes over what another process saw later. */
  void learn(CredentialState state, Instant at) {
    Seen before = seen.get();
    if (state != before.state && (before.at == null || before.at.isBefore(at))) {
      long now = ticker.read();
      seen.compareAndSet(before, new Seen(state, at, now, now + skipped(state, at)));
    }
  }

  /** Returns for how many nanoseconds from now on calls should leave out a credential whose state comes from the database. */
  private long skipped(CredentialState state, Instant at) {
    return state == CredentialState.REFUSED
        ? within(REFUSED_FOR.minus(Duration.between(at, clock.instant())), REFUSED_FOR) : 0;
  }

  private void becomes(CredentialState state, Duration skipped) {
    long now = ticker.read();
    seen.set(new Seen(state, clock.instant(), now, now + within(skipped, LONGEST)));
    changed.accept(this);
  }
}
