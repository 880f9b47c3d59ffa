package app.orqen.usage;

import app.orqen.inbound.Outcome;
import app.orqen.provider.ProviderRegistry;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Counters and timers. Their labels have few values: nothing that a caller makes up becomes a label. */
final class Metrics {

  private static final List<String> FAMILIES = List.of("gpt", "claude", "gemini", "llama", "mistral", "deepseek",
      "grok", "qwen", "command", "kimi", "glm", "nova");

  private record Labels(String provider, String family, int status) {}

  private final MeterRegistry meters;
  private final ProviderRegistry providers;
  private final AtomicInteger inflight = new AtomicInteger();
  private final Counter dropped;
  private final Map<Labels, Counter> requests = new ConcurrentHashMap<>();
  private final Map<String, Timer> ttft = new ConcurrentHashMap<>();
  private final Map<String, Timer> overhead = new ConcurrentHashMap<>();

  Metrics(MeterRegistry meters, ProviderRegistry providers) {
    this.meters = meters;
    this.providers = providers;
    this.dropped = Counter.builder("orqen.usage.dropped")
        .description("Usage rows that were not kept: too many waited for the database, or the gateway stopped without it")
        .register(meters);
    meters.gauge("orqen.inflight", inflight);
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

  void ended(Outcome outcome) {
    inflight.decrementAndGet();
    String provider = outcome.provider() != null && providers.find(outcome.provider()) != null ? outcome.provider() : "none";
    count(new Labels(provider, family(outcome.model()), outcome.status()));
    if (outcome.operation() != null && outcome.firstByteNanos() > 0) {
      ttft.computeIfAbsent(provider, id -> timer("orqen.ttft", id))
          .record(outcome.firstByteNanos(), TimeUnit.NANOSECONDS);
      overhead.computeIfAbsent(provider, id -> timer("orqen.overhead", id))
          .record(outcome.overheadNanos(), TimeUnit.NANOSECONDS);
    }
  }

  private void count(Labels labels) {
    requests.computeIfAbsent(labels, this::counter).increment();
  }

  private Counter counter(Labels labels) {
    return meters.counter("orqen.requests", "provider", labels.provider, "model_family", labels.family, "status",
        Integer.toString(labels.status));
  }

  private Timer timer(String name, String provider) {
    return Timer.builder(name).tag("provider", provider).publishPercentileHistogram().register(meters);
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
