package app.orqen.budget;

import app.orqen.throttle.RedisAccess;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ToLongFunction;

/**
 * Budgets in Redis: one number over all replicas. What is set aside has an end, which the replica that serves the request moves on;
 * so what a replica that died had set aside counts as spent for ten minutes. While Redis is away this replica may spend its share of
 * what is left, less what its requests have taken in Redis and the database doesn't know yet; and Redis hears of it when it is back.
 */
final class SharedLedger implements Ledger {

  /** How often the ends of what is set aside are moved on, in seconds. */
  static final int RENEW_SECONDS = 120;

  private static final Duration LEASE = Duration.ofMinutes(10);
  /** For how long Redis knows that it has counted a request. */
  private static final Duration MARKED = Duration.ofMinutes(10);
  /** A budget that never renews is kept for so long after its last use; then the database is asked again. */
  private static final Duration KEEP = Duration.ofDays(2);
  private static final String PREFIX = "orqen:budget:";
  private static final int TRIES = 3;

  /** How many settlements wait for Redis at most. */
  static final int MOST_UNTOLD = 100_000;
  /** For how many milliseconds Redis isn't asked after it has answered with an error. */
  static final long PAUSE_MILLIS = 5_000;

  /**
   * What Redis has to hear of.
   *
   * @param used null: only what was set aside is given back
   */
  private record Settlement(String id, Need need, Long used) {}

  private final RedisAccess redis;
  private final LocalLedger local;
  private final ToLongFunction<Meter> spentBefore;
  private final BudgetEvents events;
  private final Clock clock;
  /** Requests that run, with what Redis has set aside for them. */
  private final Map<String, List<Need>> running = new ConcurrentHashMap<>();
  /** What this replica's requests spent lately, by budget. */
  private final Cache<String, RecentSpending> recent = Caffeine.newBuilder()
      .expireAfterAccess(RecentSpending.KEPT_MILLIS, TimeUnit.MILLISECONDS).executor(Runnable::run).build();
  private final Queue<Settlement> untold = new LinkedBlockingQueue<>(MOST_UNTOLD);
  private final AtomicBoolean tellingAgain = new AtomicBoolean();
  private volatile boolean wasAway;
  private volatile long pauseUntil = Long.MIN_VALUE;

  SharedLedger(RedisAccess redis, LocalLedger local, ToLongFunction<Meter> spentBefore, BudgetEvents events, Clock clock) {
    this.redis = redis;
    this.local = local;
    this.spentBefore = spentBefore;
    this.events = events;
    this.clock = clock;
  }

  @Override
  public Verdict reserve(String id, List<Need> needs) {
    if (mayAsk()) {
      tellAgain();
      try {
        Verdict verdict = ask(id, needs);
        if (verdict.refused() == null) {
          running.put(id, needs);
        }
        if (wasAway) {
          wasAway = false;
          local.forget();
        }
        return verdict;
      } catch (NoAnswerException e) {
        pauseIfUp();
        // Redis may have set it aside although its answer got lost.
        needs.forEach(need -> later(new Settlement(id, need, null)));
      }
    }
    wasAway = true;
    return local.reserve(id, needs, this::taken);
  }

  /** Returns what requests of this replica have taken of a budget in Redis. */
  private LocalLedger.Mine taken(Meter meter) {
    Map<String, Long> aside = new HashMap<>();
    running.forEach((id, needs) -> needs.stream().filter(need -> need.meter().id().equals(meter.id()))
        .forEach(need -> aside.put(id, need.amount())));
    return new LocalLedger.Mine(aside, recentOf(meter));
  }

  private RecentSpending recentOf(Meter meter) {
    return recent.get(meter.id(), id -> new RecentSpending());
  }

  private boolean mayAsk() {
    return redis.isUp() && clock.millis() >= pauseUntil;
  }

  /** Asks a Redis nothing for a while that answers with errors, of which each request would only get one more. */
  private void pauseIfUp() {
    if (redis.isUp()) {
      pauseUntil = clock.millis() + PAUSE_MILLIS;
    }
  }

  private void later(Settlement settlement) {
    if (!untold.offer(settlement) && settlement.used != null) { // What is set aside has an end of its own.
      events.lost(settlement.used);
    }
  }

  /** Thrown when Redis doesn't answer; the log has said so. */
  private static final class NoAnswerException extends RuntimeException {
    NoAnswerException(RuntimeException cause) {
      super(cause);
    }
  }

  private Verdict ask(String id, List<Need> needs) {
    long now = clock.millis();
    String[] before = new String[needs.size()];
    for (int i = 0; i < TRIES * needs.size(); i++) {
      List<String> arguments = new ArrayList<>(List.of(Long.toString(now), Long.toString(now + LEASE.toMillis()), id, keep(needs, now)));
      for (int n = 0; n < before.length; n++) {
        Collections.addAll(arguments, Long.toString(needs.get(n).meter().limit()), Long.toString(needs.get(n).amount()),
            before[n] == null ? "" : before[n]);
      }
      List<Object> answer = run(needs, arguments);
      long said = (Long) answer.get(0);
      if (said == 1) {
        return Verdict.GRANTED;
      }
      int which = ((Long) answer.get(1)).intValue() - 1;
      if (said == 0) {
        return new Verdict(needs.get(which).meter(), Long.parseLong(text(answer.get(2))));
      }
      before[which] = Long.toString(spentBefore.applyAsLong(needs.get(which).meter()));
    }
    throw new IllegalStateException("Redis forgets budgets as soon as it hears of them");
  }

  private List<Object> run(List<Need> needs, List<String> arguments) {
    try {
      return redis.run(BudgetScripts.RESERVE, keys(needs), arguments.toArray(String[]::new));
    } catch (RuntimeException e) {
      throw new NoAnswerException(e);
    }
  }

  private static String[] keys(List<Need> needs) {
    String[] keys = new String[needs.size() * 2];
    for (int i = 0; i < needs.size(); i++) {
      keys[2 * i] = PREFIX + needs.get(i).meter().id();
      keys[2 * i + 1] = keys[2 * i] + ":aside";
    }
    return keys;
  }

  /** Returns for how many milliseconds Redis keeps budgets: longer than their periods last. */
  private static String keep(List<Need> needs, long now) {
    long end = now;
    for (Need need : needs) {
      end = Math.max(end, need.meter().renewsAt() == null ? now : need.meter().renewsAt().toEpochMilli());
    }
    return Long.toString(end - now + KEEP.toMillis());
  }

  private static String text(Object answer) {
    return new String((byte[]) answer, StandardCharsets.US_ASCII);
  }

  @Override
  public void settle(String id, List<Need> needs, long[] used) {
    boolean shared = running.remove(id) != null;
    if (!shared || wasAway) { // The local counters have taken over what was set aside in Redis.
      local.settle(id, needs, used);
    }
    for (int i = 0; i < needs.size(); i++) {
      if (shared && !wasAway) {
        recentOf(needs.get(i).meter()).add(used[i], clock.millis());
      }
      Settlement settlement = new Settlement(id, needs.get(i), used[i]);
      if (mayAsk()) {
        tell(settlement);
      } else {
        later(settlement);
      }
    }
  }

  private void tell(Settlement settlement) {
    Need need = settlement.need;
    String aside = settlement.id + ":" + need.amount();
    String[] keys = keys(List.of(need));
    if (settlement.used == null) {
      redis.send(BudgetScripts.RELEASE + "return {1}", keys, aside, Long.toString(need.amount()))
          .whenComplete((answer, failure) -> heard(settlement, failure));
      return;
    }
    String mark = PREFIX + "settled:" + settlement.id + ":" + need.meter().id();
    redis.send(BudgetScripts.SETTLE, new String[] {keys[0], keys[1], mark}, aside, Long.toString(need.amount()), Long.toString(settlement.used),
        Long.toString(MARKED.toMillis())).whenComplete((answer, failure) -> {
          if (heard(settlement, failure) && Long.parseLong(text(answer.get(0))) >= 0) {
            events.spent(need.meter(), Long.parseLong(text(answer.get(0))), settlement.used);
          }
        });
  }

  private boolean heard(Settlement settlement, Throwable failure) {
    if (failure == null) {
      return true;
    }
    pauseIfUp();
    later(settlement);
    return false;
  }

  /** Tells Redis of what it has missed, when it is back. One thread does it; it doesn't wait for answers. */
  private void tellAgain() {
    if (untold.isEmpty() || !tellingAgain.compareAndSet(false, true)) {
      return;
    }
    try {
      for (int left = untold.size(); left > 0 && mayAsk(); left--) {
        Settlement one = untold.poll();
        if (one != null) {
          tell(one);
        }
      }
    } finally {
      tellingAgain.set(false);
    }
  }

  /** Moves the ends of what is set aside on. Never throws: a schedule would end with it. */
  void renew() {
    if (!mayAsk()) {
      return;
    }
    long now = clock.millis();
    tellAgain();
    running.forEach((id, needs) -> needs.stream().filter(need -> need.amount() > 0).forEach(need -> {
      redis.send(BudgetScripts.RENEW, keys(List.of(need)), id + ":" + need.amount(), Long.toString(need.amount()),
          Long.toString(now + LEASE.toMillis()), keep(List.of(need), now));
      if (!running.containsKey(id)) {
        tell(new Settlement(id, need, null)); // It ended meanwhile.
      }
    }));
  }
}
