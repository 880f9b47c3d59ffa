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
import java.util.function.Function;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Budgets in this process's memory. What was spent before is asked for once in a period. With several replicas, this one may spend
 * its share of what was left then, and all of them ask again at the same moments: a replica that has started again would else take
 * a share of what the others have shared among themselves.
 */
final class LocalLedger implements Ledger {

  private static final Logger LOG = LoggerFactory.getLogger(LocalLedger.class);

  /** Longer than a request takes: until then its usage is written, and the database knows what was spent. */
  private static final Duration FORGET_AFTER = Duration.ofHours(1);
  /** Any caller can make sessions, each with a budget. The database is asked again about one that had no room. */
  private static final int MOST_COUNTERS = 100_000;
  /** How often several replicas ask what is spent, in milliseconds, at the same moments by their clocks. */
  static final long ASK_AGAIN_MILLIS = 10_000;
  /** How old a usage row may be in milliseconds that isn't in the database yet. Younger ones count here as well. */
  private static final long WRITTEN_AFTER_MILLIS = 2_000;

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

    private long before;
    private ReservedAmounts.Others others;
    /** Which of the common moments it last asked at. */
    private long moment;
    private boolean asking;
    private final RecentSpending recent;
    /** What is set aside, by request. */
    private final Map<String, Long> aside;
    private long spent;
    private long reserved;

    Counter(long before, ReservedAmounts.Others others, long moment, Mine mine, long unknownSince) {
      this.before = before;
      this.others = others;
      this.moment = moment;
      this.recent = mine.recent;
      this.aside = new HashMap<>(mine.aside);
      this.reserved = aside.values().stream().mapToLong(Long::longValue).sum();
      this.spent = recent.since(unknownSince);
    }

    /** Returns whether the caller has to ask what is spent, at a later moment than before; only one caller at a time. */
    synchronized boolean isToAsk(long now) {
      boolean mine = now > moment && !asking;
      asking |= mine;
      return mine;
    }

    /** Takes what was asked at a moment. What is younger than the database knows stays counted here. */
    synchronized void asked(long spentBefore, ReservedAmounts.Others ofOthers, long at, long unknownSince) {
      before = spentBefore;
      others = ofOthers;
      moment = at;
      spent = recent.since(unknownSince);
    }

    synchronized void askedNoMore() {
      asking = false;
    }

    /** Returns what is left if the amount can't be set aside, else -1. */
    synchronized long reserve(String id, long amount, long limit, int replicas, Instant now) {
      long ofOthers = now.isBefore(others.until()) ? others.amount() : 0;
      long left = (limit - before - ofOthers) / replicas - spent - reserved;
      if (amount > 0 && amount > left) {
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
    synchronized long settle(String id, long used, long now) {
      recent.add(used, now);
      Long amount = aside.remove(id);
      reserved -= amount == null ? 0 : amount; // Null: it was set aside in a counter that was forgotten.
      spent += used;
      return before + spent;
    }
  }

  /**
   * What this process has taken of a budget in another ledger before it turned to this one.
   *
   * @param aside what is set aside, by request
   * @param recent what was spent lately
   */
  record Mine(Map<String, Long> aside, RecentSpending recent) {}

  @Override
  public Verdict reserve(String id, List<Need> needs) {
    return reserve(id, needs, meter -> new Mine(Map.of(), new RecentSpending()));
  }

  /**
   * Sets amounts aside.
   *
   * @param mine is asked what this process has taken before, when it begins to count a budget here
   */
  Verdict reserve(String id, List<Need> needs, Function<Meter, Mine> mine) {
    // All of them first: the database may fail at a later one, and nothing may be set aside then.
    List<Counter> found = needs.stream().map(need -> counter(need.meter(), mine)).toList();
    for (int i = 0; i < found.size(); i++) {
      Need need = needs.get(i);
      long left = found.get(i).reserve(id, need.amount(), need.meter().limit(), replicas, clock.instant());
      stored.changed(need.meter().id());
      if (left >= 0) {
        found.subList(0, i).forEach(counter -> counter.settle(id, 0, 0));
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
        events.spent(need.meter(), counter.join().settle(id, used[i], clock.millis()), used[i]);
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

  private Counter counter(Meter meter, Function<Meter, Mine> taken) {
    CompletableFuture<Counter> mine = new CompletableFuture<>();
    CompletableFuture<Counter> theirs = counters.asMap().putIfAbsent(meter.id(), mine);
    if (theirs == null) {
      try {
        long moment = moment();
        long unknownSince = clock.millis() - WRITTEN_AFTER_MILLIS;
        mine.complete(new Counter(spentBefore.applyAsLong(meter), stored.ofOthers(meter.id()), moment, taken.apply(meter), unknownSince));
      } catch (RuntimeException | Error e) {
        mine.completeExceptionally(e);
        throw e;
      }
      return mine.join();
    }
    try {
      return uptodate(meter, theirs.join());
    } catch (CompletionException e) {
      throw e.getCause() instanceof RuntimeException cause ? cause : e;
    }
  }

  private long moment() {
    return clock.millis() / ASK_AGAIN_MILLIS;
  }

  /** Asks the database again what was spent if other replicas spend too. While the database is away, the last known share holds. */
  private Counter uptodate(Meter meter, Counter counter) {
    if (replicas == 1 || !counter.isToAsk(moment())) {
      return counter;
    }
    try {
      long now = clock.millis();
      counter.asked(spentBefore.applyAsLong(meter), stored.ofOthers(meter.id()), now / ASK_AGAIN_MILLIS, now - WRITTEN_AFTER_MILLIS);
    } catch (RuntimeException e) {
      LOG.debug("what is spent of a budget isn't known anew", e);
    } finally {
      counter.askedNoMore();
    }
    return counter;
  }
}
