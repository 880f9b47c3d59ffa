package app.orqen.usage;

import app.orqen.cost.Bill;
import app.orqen.inbound.Outcome;
import app.orqen.provider.ProviderRegistry;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** Counters and timers. Their labels have few values: nothing that a caller makes up becomes a label. */
final class Metrics {

  /** The source of an error of the gateway's own, whose codes are those of docs/api.md. */
  private static final String GATEWAY = "gateway";
  private static final List<String> FAMILIES = List.of("gpt", "claude", "gemini", "llama", "mistral", "deepseek",
      "grok", "qwen", "command", "kimi", "glm", "nova");

  /** Upper bounds of the histogram of whole requests: from one without a wait to the longest that a provider may take. */
  private static final Duration[] DURATIONS = Stream.of(50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000, 120_000,
      300_000, 600_000, 1_800_000).map(Duration::ofMillis).toArray(Duration[]::new);

  private record Labels(String provider, String family, int status) {}

  private record Family(String provider, String family) {}

  private record Tokens(String provider, String family, String type) {}

  private final MeterRegistry meters;
  private final ProviderRegistry providers;
  private final AtomicInteger inflight = new AtomicInteger();
  private final Counter dropped;
  private final Map<Labels, Counter> requests = new ConcurrentHashMap<>();
  private final Map<String, Timer> ttft = new ConcurrentHashMap<>();
  private final Map<String, Timer> overhead = new ConcurrentHashMap<>();
  private final Map<String, Timer> duration = new ConcurrentHashMap<>();
  private final Map<Tokens, Counter> tokens = new ConcurrentHashMap<>();
  private final Map<Family, Counter> cost = new ConcurrentHashMap<>();
  private final Map<Family, Counter> unpriced = new ConcurrentHashMap<>();
  private final Map<String, Counter> refused = new ConcurrentHashMap<>();

  Metrics(MeterRegistry meters, ProviderRegistry providers) {
    this.meters = meters;
    this.providers = providers;
    this.dropped = Counter.builder("orqen.usage.dropped")
        .description("Usage rows that were not kept: too many waited for the database, it refused them, or the gateway stopped without it")
        .register(meters);
    Gauge.builder("orqen.inflight", inflight, AtomicInteger::get).description("Requests that are being served").register(meters);
  }

  void dropped(int rows) {
    dropped.increment(rows);
  }

  /** Adds gauges of a queue: the rows that wait, and for how long. */
  void watch(UsageQueue queue) {
    Gauge.builder("orqen.usage.queue.rows", queue, UsageQueue::size)
        .description("Usage rows that wait for the database").register(meters);
    Gauge.builder("orqen.usage.queue.age", queue, UsageQueue::age).baseUnit("seconds")
        .description("Time that the oldest of them has been waiting").register(meters);
  }

  void started() {
    inflight.incrementAndGet();
  }

  void refusedUnread(int status) {
    count(new Labels("none", family(null), status));
  }

  /**
   * Counts a request that is over.
   *
   * @param nanos nanoseconds from its arrival to the last byte of its answer
   */
  void ended(Outcome outcome, long nanos) {
    inflight.decrementAndGet();
    String provider = outcome.provider() != null && providers.find(outcome.provider()) != null ? outcome.provider() : "none";
    String family = family(outcome.model());
    count(new Labels(provider, family, outcome.status()));
    if (GATEWAY.equals(outcome.errorSource())) {
      refused.computeIfAbsent(outcome.errorCode(), this::refusedCounter).increment();
    }
    if (outcome.operation() != null && outcome.firstByteNanos() > 0) {
      ttft.computeIfAbsent(provider, id -> timer("orqen.ttft", id, "From a model call's arrival to the first byte of its answer"))
          .record(outcome.firstByteNanos(), TimeUnit.NANOSECONDS);
      overhead.computeIfAbsent(provider, id -> timer("orqen.overhead", id, "The gateway's own part of the time to the first byte"))
          .record(outcome.overheadNanos(), TimeUnit.NANOSECONDS);
      duration.computeIfAbsent(provider, this::durationTimer).record(nanos, TimeUnit.NANOSECONDS);
      used(provider, family, "input", outcome.usage().freshInput());
      used(provider, family, "cache_read", outcome.usage().cached());
      used(provider, family, "cache_write", outcome.usage().cacheWrite());
      used(provider, family, "output", outcome.usage().output());
    }
    if (outcome.usage().total() > 0 || outcome.bill().isUnpriced()) {
      charged(new Family(provider, family), outcome.bill());
    }
  }

  private void used(String provider, String family, String type, long count) {
    if (count > 0) {
      tokens.computeIfAbsent(new Tokens(provider, family, type), this::tokenCounter).increment(count);
    }
  }

  /** Counts what a request cost, as far as prices are known, also when it failed. */
  private void charged(Family labels, Bill bill) {
    if (bill.isUnpriced()) {
      unpriced.computeIfAbsent(labels, this::unpricedCounter).increment();
    }
    double usd = bill.known().doubleValue();
    if (usd > 0) {
      cost.computeIfAbsent(labels, this::costCounter).increment(usd);
    }
  }

  private void count(Labels labels) {
    requests.computeIfAbsent(labels, this::counter).increment();
  }

  private Counter counter(Labels labels) {
    return Counter.builder("orqen.requests").description("Answers to clients, refusals among them").tag("provider", labels.provider)
        .tag("model_family", labels.family).tag("status", Integer.toString(labels.status)).register(meters);
  }

  private Counter tokenCounter(Tokens labels) {
    return Counter.builder("orqen.tokens").description("Tokens of model calls as the provider counts them")
        .tag("provider", labels.provider).tag("model_family", labels.family).tag("type", labels.type).register(meters);
  }

  private Counter costCounter(Family labels) {
    return Counter.builder("orqen.cost.usd").description("US dollars that model calls cost, at the prices of the table of models")
        .tag("provider", labels.provider).tag("model_family", labels.family).register(meters);
  }

  private Counter unpricedCounter(Family labels) {
    return Counter.builder("orqen.unpriced").description("Requests whose cost is not known, because the table of models lacks a price")
        .tag("provider", labels.provider).tag("model_family", labels.family).register(meters);
  }

  private Counter refusedCounter(String code) {
    return Counter.builder("orqen.refused").description("Requests that the gateway itself answered with an error")
        .tag("code", code).register(meters);
  }

  private Timer timer(String name, String provider, String description) {
    return Timer.builder(name).description(description).tag("provider", provider).publishPercentileHistogram().register(meters);
  }

  private Timer durationTimer(String provider) {
    return Timer.builder("orqen.request.duration").description("From a model call's arrival to the last byte of its answer")
        .tag("provider", provider).serviceLevelObjectives(DURATIONS).register(meters);
  }

  static String family(String model) {
    if (model == null) {
      return "none";
    }
    String lower = model.toLowerCase(Locale.ROOT);
    for (String family : FAMILIES) {
      if (lower.contains(family)) {
        return family;
      }
    }
    return "other";
  }
}
