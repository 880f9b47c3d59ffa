package app.orqen.budget;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.ToLongFunction;

/**
 * Budgets in this process's memory. What was spent before is asked for once in a period. With several replicas, this one may spend
 * its share of what was left then.
 */
final class LocalLedger implements Ledger {

  /** Longer than a request takes: until then its usage is written, and the database knows what was spent. */
  private static final Duration FORGET_AFTER = Duration.ofHours(1);

  private final ToLongFunction<Meter> spentBefore;
  private final int replicas;
  private final BudgetEvents events;
  private final ReservedAmounts stored;
  private final Clock clock;
  private final AsyncCache<String, Counter> counters =
      Caffeine.newBuilder().expireAfterAccess(FORGET_AFTER).executor(Runnable::run).buildAsync();

  /**
   * Makes an empty ledger.
   *
   * @param spentBefore asks what is spent of a budget
   * @param stored keeps what is set aside, for the case that this process is killed
   */
  LocalLedger(ToLongFunction<Meter> spentBefore, int replicas, BudgetEvents events, ReservedAmounts stored, Clock clock) {
    this.stored = stored;
    this.clock = clock;
    this.spentBefore = spentBefore;
    this.replicas = replicas;
    this.events = events;
  }

  /** One budget in one period. Only requests of the same key or account wait for each other here, for some instructions. */
  private static final class Counter {

    private final long before;
    private final ReservedAmounts.Others others;
    private long spent;
    private long reserved;

    Counter(long before, ReservedAmounts.Others others) {
      this.before = before;
      this.others = others;
    }

    /** Returns what is left if the amount can't be set aside, else -1. */
    synchronized long reserve(long amount, long limit, int replicas, Instant now) {
      long aside = now.isBefore(others.until()) ? others.amount() : 0;
      long left = (limit - before - aside) / replicas - spent - reserved;
      if (amount > left) {
        return Math.max(0, left);
      }
      reserved += amount;
      return -1;
    }

    synchronized long reserved() {
      return reserved;
    }

    /** Returns what is spent afterwards, in the whole period. */
    synchronized long settle(long amount, long used) {
      reserved -= amount;
      spent += used;
      return before + spent;
    }
  }

  @Override
  public Verdict reserve(String id, List<Need> needs) {
    for (int i = 0; i < needs.size(); i++) {
      Need need = needs.get(i);
      long left = counter(need.meter()).reserve(need.amount(), need.meter().limit(), replicas, clock.instant());
      stored.changed(need.meter().id());
      if (left >= 0) {
        release(needs.subList(0, i));
        return new Verdict(need.meter(), left);
      }
    }
    return Verdict.GRANTED;
  }

  private void release(List<Need> needs) {
    needs.forEach(need -> counter(need.meter()).settle(need.amount(), 0));
  }

  @Override
  public void settle(String id, List<Need> needs, long[] used) {
    for (int i = 0; i < needs.size(); i++) {
      Need need = needs.get(i);
      CompletableFuture<Counter> counter = counters.getIfPresent(need.meter().id());
      stored.changed(need.meter().id());
      if (counter != null) { // Else it was forgotten: when it is asked for again, the database knows of this request.
        events.spent(need.meter(), counter.join().settle(need.amount(), used[i]), used[i]);
      }
    }
  }

  /** Returns what is set aside of a budget now. */
  long reserved(String meterId) {
    CompletableFuture<Counter> counter = counters.getIfPresent(meterId);
    return counter == null || counter.isCompletedExceptionally() || !counter.isDone() ? 0 : counter.join().reserved();
  }

  /** Forgets what is spent, so that the database is asked again. Requests that run count in the database when they end. */
  void forget() {
    counters.synchronous().invalidateAll();
  }

  private Counter counter(Meter meter) {
    CompletableFuture<Counter> mine = new CompletableFuture<>();
    CompletableFuture<Counter> theirs = counters.asMap().putIfAbsent(meter.id(), mine);
    if (theirs == null) {
      try {
        mine.complete(new Counter(spentBefore.applyAsLong(meter), stored.ofOthers(meter.id())));
      } catch (RuntimeException e) {
        mine.completeExceptionally(e);
        throw e;
      }
      return mine.join();
    }
    try {
      return theirs.join();
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }
}
