package app.orqen.vault;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The health of stored credentials in this process. A changed state is written to the database a moment later, so that the other
 * replicas learn of it when they read the credential again, and so that it survives a restart. No call waits for that.
 */
final class CredentialHealths {

  /** Writes the state of a credential to the database, unless it was stored again since. */
  interface Writer {
    void write(Id id, CredentialState state, Instant at);
  }

  private static final Logger LOG = LoggerFactory.getLogger(CredentialHealths.class);
  private static final int MOST = 100_000;
  /** The shortest time between two writes of one credential's state. */
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(2);
  /** The time after which an unchanged state is written again, so that the database has a recent time for it. */
  private static final long REPEAT_NANOS = Duration.ofMinutes(10).toNanos();

  /** Identifies a credential. When it is stored again, it is another credential here, because its time of change differs. */
  record Id(String accountId, String provider, String name, Instant updatedAt) {}

  private final Cache<Id, CredentialHealth> healths = Caffeine.newBuilder().maximumSize(MOST)
      .expireAfterAccess(1, TimeUnit.DAYS).executor(Runnable::run).build();
  private final Clock clock;
  private final Ticker ticker;
  private final Executor executor;
  private final Writer writer;

  CredentialHealths(Clock clock, Ticker ticker, Executor executor, Writer writer) {
    this.clock = clock;
    this.ticker = ticker;
    this.executor = executor;
    this.writer = writer;
  }

  /**
   * Returns the health of a credential that was read from the database. It takes over what another replica saw later.
   *
   * @param state what the database has
   * @param at when it was seen; may be null
   */
  CredentialHealth of(Id id, CredentialState state, Instant at) {
    CredentialHealth health = healths.get(id, missing -> new CredentialHealth(ticker, clock, new Saving(id)));
    if (state != CredentialState.UNTESTED && at != null && !at.isBefore(id.updatedAt)) {
      health.learn(state, at);
    }
    return health;
  }

  /** Decides when the state of one credential is written, and writes it. */
  private final class Saving implements Consumer<CredentialHealth> {

    private final Id id;
    private final AtomicBoolean onItsWay = new AtomicBoolean();
    private volatile CredentialState saved = CredentialState.UNTESTED;
    private volatile long savedAt = ticker.read() - REPEAT_NANOS;

    Saving(Id id) {
      this.id = id;
    }

    @Override
    public void accept(CredentialHealth health) {
      long age = ticker.read() - savedAt;
      boolean due = health.state() == saved ? age > REPEAT_NANOS : age > PAUSE_NANOS;
      if (due && onItsWay.compareAndSet(false, true)) {
        executor.execute(() -> write(health));
      }
    }

    private void write(CredentialHealth health) {
      CredentialHealth.Seen now = health.seen();
      savedAt = ticker.read();
      try {
        writer.write(id, now.state(), now.at());
        saved = now.state();
      } catch (RuntimeException e) {
        LOG.debug("The state of a credential was not written: {}", e.toString());
      } finally {
        onItsWay.set(false);
      }
    }
  }
}
