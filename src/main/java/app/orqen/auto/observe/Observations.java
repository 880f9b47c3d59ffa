package app.orqen.auto.observe;

import app.orqen.auto.pick.Candidate;
import app.orqen.auto.pick.Observed;
import app.orqen.inbound.Inbound;
import app.orqen.inbound.Outcome;
import app.orqen.inbound.RequestListener;
import app.orqen.translate.wire.Operation;
import app.orqen.usage.ModelHistory.Figures;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.LongSupplier;

/** Watches every model call for a few additions, and tells how models do. */
public final class Observations implements RequestListener {

  /** Models of accounts that are watched at once; of more, those that were called longest ago are forgotten. */
  private static final int MOST_MODELS = 20_000;
  private static final int MOST_ACCOUNTS = 10_000;
  /** How old the sums of the last days may be. They are read again in the background. */
  private static final Duration RENEW_AFTER = Duration.ofSeconds(20);
  private static final Duration FORGET_AFTER = Duration.ofHours(1);
  /** The past counts like so many requests beside those of the last minutes. */
  private static final double PAST = 10;
  private static final double PAST_TTFT = 3;
  /** How old what is told may be, in nanoseconds. */
  private static final long FRESH = 1_000_000_000;

  private record Model(String account, String served) {}

  private final Cache<Model, Recent> recent = Caffeine.newBuilder().maximumSize(MOST_MODELS).executor(Runnable::run).build();
  private final LoadingCache<String, Map<String, Figures>> past;
  private final Cache<String, Known> known = Caffeine.newBuilder().maximumSize(MOST_ACCOUNTS).expireAfterAccess(FORGET_AFTER)
      .executor(Runnable::run).build();
  private final LongSupplier nanos;

  /**
   * Makes one that has seen nothing.
   *
   * @param history reads the sums of an account's last days
   * @param background reads them again
   * @param nanos a clock such as {@link System#nanoTime()}
   */
  public Observations(Function<String, Map<String, Figures>> history, Executor background, LongSupplier nanos) {
    this.nanos = nanos;
    this.past = Caffeine.newBuilder().maximumSize(MOST_ACCOUNTS).refreshAfterWrite(RENEW_AFTER).expireAfterAccess(FORGET_AFTER)
        .executor(background).build(history::apply);
  }

  @Override
  public void ended(Inbound inbound) {
    Outcome outcome = inbound.outcome();
    if (outcome.accountId() == null || outcome.provider() == null || !Operation.CHAT.label().equals(outcome.operation())) {
      return;
    }
    if (outcome.errorCode() == null && outcome.status() < 400) {
      answered(outcome.accountId(), outcome.provider() + '/' + outcome.model(),
          outcome.stream() ? outcome.firstByteNanos() - outcome.overheadNanos() : 0);
    } else if (isProviders(outcome)) {
      failed(outcome.accountId(), outcome.provider() + '/' + outcome.model());
    }
  }

  /** Returns whether a failure is the provider's own, and not one that every model would have answered so. */
  private static boolean isProviders(Outcome outcome) {
    int status = outcome.status();
    return "provider".equals(outcome.errorSource())
        && (status < 400 || status == 408 || status == 424 || status == 429 || status >= 500);
  }

  /**
   * Counts an answer.
   *
   * @param ttftNanos nanoseconds until the first token of a stream; 0 when it isn't known
   */
  void answered(String account, String served, long ttftNanos) {
    counts(account, served).answered(nanos.getAsLong(), ttftNanos);
  }

  /** Counts a failure of the provider, such as one after which another target was called. */
  public void failed(String account, String served) {
    counts(account, served).failed(nanos.getAsLong());
  }

  private Recent counts(String account, String served) {
    return recent.get(new Model(account, served), unseen -> new Recent());
  }

  /** What is known of an account's models, worked out at most once in {@link #FRESH}. */
  private record Known(long atNanos, Map<String, Figures> figures, Map<String, Observed> models) {}

  /** Returns what is known of the models of an account, at most a second old. Without the database it is what the last minutes tell. */
  public Function<Candidate, Observed> of(String account) {
    long now = nanos.getAsLong();
    Known before = known.getIfPresent(account);
    Known fresh = before != null && now - before.atNanos < FRESH ? before : new Known(now, figures(account), new ConcurrentHashMap<>());
    if (fresh != before) {
      known.put(account, fresh);
    }
    return candidate -> {
      Observed one = fresh.models.get(candidate.served());
      return one != null ? one
          : fresh.models.computeIfAbsent(candidate.served(), served -> observed(account, served, fresh.figures.get(served)));
    };
  }

  private Map<String, Figures> figures(String account) {
    try {
      return past.get(account);
    } catch (RuntimeException e) {
      past.put(account, Map.of()); // The next renewal asks again; until then requests don't wait for a database that is away.
      return Map.of();
    }
  }

  /** Reads the sums of an account again at the next question, for pages that people look at. */
  public void renew(String account) {
    past.invalidate(account);
    known.invalidate(account);
  }

  private Observed observed(String account, String served, Figures figures) {
    Recent counts = recent.getIfPresent(new Model(account, served));
    Recent.Sums now = counts == null ? Recent.Sums.NOTHING : counts.sums(nanos.getAsLong());
    if (figures == null && now.answered() + now.failed() == 0) {
      return Observed.NOTHING;
    }
    long requests = figures == null ? now.answered() + now.failed() : figures.answered() + figures.failed();
    long answered = figures == null ? now.answered() : figures.answered();
    double before = (answered + PAST * Observed.NOTHING.success()) / (requests + PAST);
    double success = (now.answered() + PAST * before) / (now.answered() + now.failed() + PAST);
    Double median = figures == null ? null : figures.p50TtftMillis();
    return new Observed(requests, requests == 0 ? null : answered / (double) requests, success, ttft(now, median), median,
        figures == null || figures.called() == 0 ? null : 1 - figures.missed() / (double) figures.called(),
        figures == null ? BigDecimal.ZERO : figures.costUsd());
  }

  /** Returns the time to the first token by the last minutes and the median of the last days; null when neither is known. */
  private static Double ttft(Recent.Sums now, Double median) {
    if (now.begun() == 0) {
      return median;
    }
    return median == null ? Double.valueOf(now.ttftMillis() / now.begun())
        : Double.valueOf((now.ttftMillis() + PAST_TTFT * median) / (now.begun() + PAST_TTFT));
  }
}
