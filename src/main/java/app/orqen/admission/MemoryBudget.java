package app.orqen.admission;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * The bytes of heap that all requests in flight may hold together: bodies, whole answers, translations and streams. Each
 * request takes its part through a {@link Reservation}. Taking is one atomic addition. Only a request that waits for room takes
 * a lock.
 *
 * <p>One key may hold {@value #SHARE} times as much as is still free, so that it never gets everything. A single key reaches
 * four fifths of the budget, and each of two keys four ninths.
 */
public final class MemoryBudget {

  /** How many times the free bytes one key may hold. */
  static final long SHARE = 4;

  /** Why something was refused. */
  public enum Refusal {
    /** All requests together hold what they may. */
    BUDGET,
    /** The requests of one key hold what they may. */
    SHARE
  }

  /** A budget without a limit. */
  public static final MemoryBudget UNLIMITED = new MemoryBudget(Long.MAX_VALUE / (2 * SHARE), Duration.ZERO);

  /** How long a waiting request sleeps at most before it looks again, in case it missed that bytes were given back. */
  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

  private final long limit;
  private final Duration patience;
  private final AtomicLong held = new AtomicLong();
  /** How many bytes streams hold of the memory that others have and don't use. */
  private final AtomicLong lent = new AtomicLong();
  private volatile LongSupplier spare = () -> 0;
  /** A share is forgotten once no reservation refers to it. */
  private final Cache<String, AtomicLong> shares = Caffeine.newBuilder().weakValues().build();
  private final LongAdder overBudget = new LongAdder();
  private final LongAdder overShare = new LongAdder();
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition givenBack = lock.newCondition();
  private volatile int waiting;

  /**
   * Creates a budget of which nothing is held.
   *
   * @param limit bytes, at least 1
   * @param patience how long a body or a whole answer waits for room
   */
  public MemoryBudget(long limit, Duration patience) {
    this.limit = limit;
    this.patience = patience;
  }

  /**
   * Lets streams use memory that is set aside for something else and isn't used now.
   *
   * @param bytes returns how much there is at the moment
   */
  public void lend(LongSupplier bytes) {
    spare = bytes;
  }

  /** Opens a reservation that holds nothing yet. The caller closes it. */
  public Reservation open() {
    return new Reservation(this);
  }

  /** Returns how long a body or a whole answer waits for room. */
  public Duration patience() {
    return patience;
  }

  /** Returns the bytes that may be held: more for streams while others don't use what is set aside for them. */
  public long limit() {
    return limit + spare.getAsLong();
  }

  /** Returns the bytes that are held. */
  public long held() {
    return held.get() + lent.get();
  }

  /** Returns the most bytes that one key can ever hold. A request that needs more can't be served, however long it waits. */
  public long most() {
    return limit / (SHARE + 1) * SHARE;
  }

  /** Returns how often room was refused for a reason. */
  public long refused(Refusal reason) {
    return (reason == Refusal.SHARE ? overShare : overBudget).sum();
  }

  AtomicLong share(String key) {
    return shares.get(key, unseen -> new AtomicLong());
  }

  /**
   * Takes bytes when there is room.
   *
   * @param share what the key holds; null while the key isn't known
   * @return null when the bytes are taken, else why they aren't
   */
  Refusal take(long bytes, AtomicLong share) {
    long all = held.addAndGet(bytes);
    if (all > limit) {
      giveBack(bytes);
      return Refusal.BUDGET;
    }
    if (share != null && share.addAndGet(bytes) > SHARE * (limit - all)) {
      share.addAndGet(-bytes);
      giveBack(bytes);
      return Refusal.SHARE;
    }
    return null;
  }

  /** Takes bytes, and waits for room for a number of nanoseconds at most. Returns what {@link #take} returns. */
  Refusal take(long bytes, AtomicLong share, long nanos) {
    Refusal refusal = take(bytes, share);
    if (refusal == null || nanos <= 0 || bytes > most()) {
      return refusal;
    }
    long deadline = System.nanoTime() + nanos;
    lock.lock();
    waiting++;
    try {
      for (long left = nanos; refusal != null && left > 0; left = deadline - System.nanoTime()) {
        givenBack.awaitNanos(Math.min(left, LOOK_NANOS));
        refusal = take(bytes, share);
      }
      return refusal;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return refusal;
    } finally {
      waiting--;
      lock.unlock();
    }
  }

  /** Takes bytes of the memory that others have and don't use. Returns false, and takes nothing, when there are fewer. */
  boolean borrow(long bytes) {
    if (lent.addAndGet(bytes) <= spare.getAsLong()) {
      return true;
    }
    lent.addAndGet(-bytes);
    return false;
  }

  void returnBorrowed(long bytes) {
    lent.addAndGet(-bytes);
  }

  void giveBack(long bytes, AtomicLong share) {
    if (share != null) {
      share.addAndGet(-bytes);
    }
    giveBack(bytes);
    if (waiting > 0 && lock.tryLock()) {
      try {
        givenBack.signalAll();
      } finally {
        lock.unlock();
      }
    }
  }

  private void giveBack(long bytes) {
    held.addAndGet(-bytes);
  }

  void count(Refusal refusal) {
    (refusal == Refusal.SHARE ? overShare : overBudget).increment();
  }
}
