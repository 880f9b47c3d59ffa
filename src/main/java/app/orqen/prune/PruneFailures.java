package app.orqen.prune;

import app.orqen.tools.PruneFailure;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes it seen that pruning let all tools pass because something failed: one log line a minute, and a counter by reason. */
final class PruneFailures {

  private static final Logger LOG = LoggerFactory.getLogger(PruneFailures.class);
  private static final long MINUTE = TimeUnit.MINUTES.toNanos(1);

  private final Map<PruneFailure.Reason, Counter> counters = new EnumMap<>(PruneFailure.Reason.class);
  private final LongSupplier nanoTime;
  private final LongAdder unsaid = new LongAdder();
  private final AtomicLong nextLine;

  PruneFailures(MeterRegistry meters, LongSupplier nanoTime) {
    for (PruneFailure.Reason reason : PruneFailure.Reason.values()) {
      counters.put(reason, Counter.builder("orqen.tools.failures").tag("reason", label(reason))
          .description("Requests in which tool pruning failed and let all tools pass").register(meters));
    }
    this.nanoTime = nanoTime;
    this.nextLine = new AtomicLong(nanoTime.getAsLong());
  }

  /** Counts a failure, and logs it unless a line was written within the last minute. Null isn't a failure. */
  void note(PruneFailure failure) {
    if (failure == null) {
      return;
    }
    counters.get(failure.reason()).increment();
    unsaid.increment();
    long now = nanoTime.getAsLong();
    long due = nextLine.get();
    if (now - due >= 0 && nextLine.compareAndSet(due, now + MINUTE)) {
      LOG.warn("Tool pruning failed and let all tools pass: {} ({}); {} such requests since the last line",
          label(failure.reason()), failure.detail(), unsaid.sumThenReset());
    }
  }

  private static String label(PruneFailure.Reason reason) {
    return reason.name().toLowerCase(Locale.ROOT);
  }
}
