package app.orqen.lookup;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Rows of the database in memory, by a string. A row that is used often costs no query. A row in memory keeps working while
 * the database is away, up to a bound. That a row is absent is remembered too, for a while. Lookups of different rows don't wait
 * for each other.
 *
 * @param <V> an immutable value
 */
public final class Remembered<V> {

  private static final Logger LOG = LoggerFactory.getLogger(Remembered.class);
  private static final int MAX_PRESENT = 200_000;
  private static final int MAX_ABSENT = 100_000;
  private static final Duration FORGET_ABSENT_AFTER = Duration.ofSeconds(30);
  /** After the database failed, lookups fail at once for this long, and don't each wait for a connection. */
  private static final long PAUSE_NANOS = TimeUnit.SECONDS.toNanos(1);

  /**
   * The ages at which a value is treated differently.
   *
   * @param refreshAfter age at which it is looked up again, without delaying the request
   * @param refuseAfter age from which it is refused
   */
  public record Staleness(Duration refreshAfter, Duration refuseAfter) {}

  /** Thrown when the database can't be asked and memory can't answer. */
  public static final class UnavailableException extends RuntimeException {
    private UnavailableException(String what, Throwable cause) {
      super(what + " can't be looked up", cause);
    }
  }

  private record Entry<V>(V value, long loadedAt) {}

  private final String what;
  private final Function<String, V> database;
  private final Cache<String, Entry<V>> present;
  private final Cache<String, Boolean> absent;
  private final Executor refresher;
  private final Ticker ticker;
  private final long refreshNanos;
  private final long refuseNanos;
  private final Set<String> refreshing = ConcurrentHashMap.newKeySet();
  /** Counts invalidations. A value that was looked up before the latest one must not be remembered. */
  private final AtomicLong generation = new AtomicLong();
  private volatile boolean failed;
  private volatile long failedAt;

  /**
   * Makes an empty memory.
   *
   * @param what the name of what is kept, for the log
   * @param database finds a value, or null, or throws
   */
  public Remembered(String what, Function<String, V> database, Staleness staleness, Executor refresher,
      Ticker ticker) {
    this.what = what;
    this.database = database;
    this.refresher = refresher;
    this.ticker = ticker;
    this.refreshNanos = staleness.refreshAfter.toNanos();
    this.refuseNanos = staleness.refuseAfter.toNanos();
    // Small upkeep runs at once, because handing it to another thread costs more.
    this.present = Caffeine.newBuilder().maximumSize(MAX_PRESENT).ticker(ticker).executor(Runnable::run).build();
    this.absent = Caffeine.newBuilder().maximumSize(MAX_ABSENT).ticker(ticker).executor(Runnable::run)
        .expireAfterWrite(FORGET_ABSENT_AFTER).build();
  }

  /** Returns what memory knows without a query: a value, an empty Optional for an absent one, or null for an unknown one. */
  public Optional<V> remembered(String key) {
    Entry<V> entry = present.getIfPresent(key);
    if (entry == null) {
      return absent.getIfPresent(key) == null ? null : Optional.empty();
    }
    long age = ticker.read() - entry.loadedAt;
    if (age >= refuseNanos) {
      return null;
    }
    if (age >= refreshNanos && refreshing.add(key)) {
      refresher.execute(() -> refresh(key));
    }
    return Optional.of(entry.value);
  }

  /**
   * Returns what memory knows, or else the database.
   *
   * @throws UnavailableException when neither can answer
   */
  public Optional<V> find(String key) {
    Optional<V> known = remembered(key);
    return known != null ? known : Optional.ofNullable(load(key));
  }

  private V load(String key) {
    if (failed && ticker.read() - failedAt < PAUSE_NANOS) {
      throw new UnavailableException(what, null);
    }
    long before = generation.get();
    V value;
    try {
      value = database.apply(key);
    } catch (RuntimeException e) {
      failedAt = ticker.read();
      if (!failed) {
        LOG.warn("The database can't be reached: {} in memory keep working, others get 503. Cause: {}", what,
            e.toString());
      }
      failed = true;
      throw new UnavailableException(what, e);
    }
    if (failed) {
      failed = false;
      LOG.info("The database is back: {} are looked up again", what);
    }
    remember(key, value, before);
    return value;
  }

  private void remember(String key, V value, long generationBefore) {
    if (generation.get() != generationBefore) {
      return;
    }
    if (value == null) {
      present.invalidate(key);
      absent.put(key, Boolean.TRUE);
      return;
    }
    present.put(key, new Entry<>(value, ticker.read()));
    if (generation.get() != generationBefore) {
      present.invalidate(key);
    }
  }

  private void refresh(String key) {
    try {
      load(key);
    } catch (UnavailableException e) {
      LOG.debug("{} not refreshed", what);
    } finally {
      refreshing.remove(key);
    }
  }

  /** Forgets a value, so that a change to it takes effect from the next request on. */
  public void forget(String key) {
    generation.incrementAndGet();
    present.invalidate(key);
    absent.invalidate(key);
  }

  /** Forgets all values that meet a condition. */
  public void forgetIf(Predicate<V> condition) {
    generation.incrementAndGet();
    present.asMap().values().removeIf(entry -> condition.test(entry.value));
  }

  /** Forgets everything, as when changes of other replicas may have been missed. */
  public void forgetAll() {
    generation.incrementAndGet();
    present.invalidateAll();
    absent.invalidateAll();
  }
}
