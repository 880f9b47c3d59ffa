package app.orqen.budget;

import app.orqen.audit.Audit;
import app.orqen.audit.AuditAction;
import app.orqen.audit.Entry;
import app.orqen.auth.Actor;
import app.orqen.budget.Meter.Unit;
import app.orqen.cost.Money;
import app.orqen.throttle.RedisAccess;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells when 80 % and when all of a budget is used, once each in a period: by an audit entry, a metric and a webhook. A budget
 * counts as used up when it refuses a request, too. Nothing of this is done by the thread of a request.
 */
final class BudgetEvents {

  private static final Logger LOG = LoggerFactory.getLogger(BudgetEvents.class);
  private static final int WARNING = 80;
  private static final int ALL = 100;
  private static final long LOSS_LOGGED_MILLIS = 60_000;
  private static final int MOST_REMEMBERED = 100_000;
  private static final Duration REMEMBERED = Duration.ofDays(31);
  private static final String PREFIX = "orqen:budget:told:";
  /** Returns 1 to the first replica that asks. */
  private static final String FIRST = "return {redis.call('SET', KEYS[1], '1', 'NX', 'PX', ARGV[1]) and 1 or 0}";

  private final Audit audit;
  private final MeterRegistry metrics;
  private final Counter lost;
  private final Webhook webhook;
  private final RedisAccess redis;
  private final Executor background;
  private final Clock clock;
  private final AtomicLong lastLoss = new AtomicLong();
  private final Cache<String, Boolean> told =
      Caffeine.newBuilder().maximumSize(MOST_REMEMBERED).expireAfterWrite(REMEMBERED).executor(Runnable::run).build();

  BudgetEvents(Audit audit, MeterRegistry metrics, Webhook webhook, RedisAccess redis, Executor background, Clock clock) {
    this.audit = audit;
    this.metrics = metrics;
    this.webhook = webhook;
    this.redis = redis;
    this.background = background;
    this.clock = clock;
    // Prometheus sees an increase only of what is there before.
    counter(WARNING);
    counter(ALL);
    lost = Counter.builder("orqen.budget.lost").description("Amounts used that Redis was never told of").register(metrics);
  }

  private Counter counter(int percent) {
    return Counter.builder("orqen.budget.events").description("Budgets of which 80 % or all was used, once a period each")
        .tag("percent", Integer.toString(percent)).register(metrics);
  }

  /**
   * Notes that a request was settled.
   *
   * @param spent what is spent of the budget now
   * @param used how much of that was this request's
   */
  void spent(Meter meter, long spent, long used) {
    BigDecimal limit = BigDecimal.valueOf(meter.limit());
    for (int percent : new int[] {WARNING, ALL}) {
      BigDecimal threshold = limit.multiply(BigDecimal.valueOf(percent)).movePointLeft(2);
      if (BigDecimal.valueOf(spent).compareTo(threshold) >= 0 && BigDecimal.valueOf(spent - used).compareTo(threshold) < 0) {
        tell(meter, percent, spent);
      }
    }
  }

  /** Notes that a budget refused a request. */
  void refused(Meter meter) {
    tell(meter, ALL, -1);
  }

  /**
   * Counts what Redis will not hear of, because too much waits for it. Its numbers are too small by that until their periods end.
   *
   * @param used the amount, in its budget's unit
   */
  void lost(long used) {
    lost.increment();
    long now = clock.millis();
    long last = lastLoss.get();
    if (now - last > LOSS_LOGGED_MILLIS && lastLoss.compareAndSet(last, now)) {
      LOG.error("Redis can't be told what requests have used, and too much waits for it: {} of a budget, and perhaps more, isn't counted.",
          used);
    }
  }

  private void tell(Meter meter, int percent, long spent) {
    if (meter.sessionId() != null) {
      return; // a session is short, and there are many
    }
    String event = meter.id() + ":" + percent;
    if (told.asMap().putIfAbsent(event, true) == null) {
      background.execute(() -> {
        try {
          if (isFirst(event)) {
            tellNow(meter, percent, spent);
          }
        } catch (RuntimeException e) {
          told.invalidate(event);
          LOG.warn("That {} % of a budget is used couldn't be recorded: {}", percent, e.toString());
        }
      });
    }
  }

  private boolean isFirst(String event) {
    try {
      return !redis.isUp()
          || redis.run(FIRST, new String[] {PREFIX + event}, Long.toString(REMEMBERED.toMillis())).get(0).equals(1L);
    } catch (RuntimeException e) {
      return true; // told twice is better than never
    }
  }

  private void tellNow(Meter meter, int percent, long spent) {
    Map<String, Object> changes = new LinkedHashMap<>();
    changes.put("percent", percent);
    changes.put("unit", switch (meter.unit()) {
      case TOKENS -> "tokens";
      case REQUESTS -> "requests";
      case NANO_USD -> "usd";
    });
    changes.put("limit", amount(meter, meter.limit()));
    changes.put("spent", spent < 0 ? null : amount(meter, spent));
    changes.put("renews_at", meter.renewsAt() == null ? null : meter.renewsAt().toString());
    AuditAction action = percent == ALL ? AuditAction.BUDGET_EXHAUSTED : AuditAction.BUDGET_WARNING;
    counter(percent).increment();
    String target = meter.keyId() == null ? meter.accountId() : meter.keyId();
    audit.record(new Entry(Actor.GATEWAY, meter.accountId(), action, target, changes), () -> { });
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("event", action.code());
    body.put("created_at", clock.instant().toString());
    body.put("account_id", meter.accountId());
    body.put("key_id", meter.keyId());
    body.putAll(changes);
    webhook.send(body);
  }

  private static Object amount(Meter meter, long amount) {
    return meter.unit() != Unit.NANO_USD ? (Object) amount : Money.shown(BigDecimal.valueOf(amount, Money.DECIMALS));
  }
}
