package app.orqen.budget;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
  /** Any caller can make sessions, each with a budget. The database is asked again about one that had no room. */
  private static final int MOST_COUNTERS = 100_000;

  private final ToLongFunction<Meter> spentBefore;
  private final int replicas;
  private final BudgetEvents events;
  private final ReservedAmounts stored;
  private final Clock clock;
  private final AsyncCache<String, Counter> counters =
      Caffeine.newBuilder().maximumSize(MOST_COUNTERS).expireAfterAccess(FORGET_AFTER).executor(Runnable::run).buildAsync();

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
    /** What is set aside, by request. */
    private final Map<String, Long> aside = new HashMap<>();
    private long spent;
    private long reserved;

    Counter(long before, ReservedAmounts.Others others) {
      this.before = before;
      this.others = others;
    }

    /** Returns what is left if the amount can't be set aside, else -1. */
    synchronized long reserve(String id, long amount, long limit, int replicas, Instant now) {
      long ofOthers = now.isBefore(others.until()) ? others.amount() : 0;
      long left = (limit - before - ofOthers) / replicas - spent - reserved;
      if (amount > left) {
        return Math.max(0, left);
      }
      aside.put(id, amount);
      reserved += amount;
      return -1;
    }

    synchronized long reserved() {
      return reserved;
    }

    /** Gives back what a request set aside here, and returns what is spent afterwards, in the whole period. */
    synchronized long settle(String id, long used) {
      Long amount = aside.remove(id);
      reserved -= amount == null ? 0 : amount; // Null: it was set aside in a counter that was forgotten.
      spent += used;
      return before + spent;
    }
  }

  @Override
  public Verdict reserve(String id, List<Need> needs) {
    // All of them first: the database may fail at a later one, and nothing may be set aside then.
    List<Counter> found = needs.stream().map(need -> counter(need.meter())).toList();
    for (int i = 0; i < found.size(); i++) {
      Need need = needs.get(i);
      long left = found.get(i).reserve(id, need.amount(), need.meter().limit(), replicas, clock.instant());
      stored.changed(need.meter().id());
      if (left >= 0) {
        found.subList(0, i).forEach(counter -> counter.settle(id, 0));
        return new Verdict(need.meter(), left);
      }
    }
    return Verdict.GRANTED;
  }

  @Override
  public void settle(String id, List<Need> needs, long[] used) {
    for (int i = 0; i < needs.size(); i++) {
      Need need = needs.get(i);
      CompletableFuture<Counter> counter = counters.getIfPresent(need.meter().id());
      stored.changed(need.meter().id());
      if (counter != null) { // Else it was forgotten: when it is asked for again, the database knows of this request.
        events.spent(need.meter(), counter.join().settle(id, used[i]), used[i]);
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
      } catch (RuntimeException | Error e) {
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
