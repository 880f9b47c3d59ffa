package app.orqen.prune;

import app.orqen.tools.PruneFailure;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
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

  private final MeterRegistry meters;
  private final LongSupplier nanoTime;
  private final LongAdder unsaid = new LongAdder();
  private final AtomicLong nextLine;

  PruneFailures(MeterRegistry meters, LongSupplier nanoTime) {
    this.meters = meters;
    this.nanoTime = nanoTime;
    this.nextLine = new AtomicLong(nanoTime.getAsLong());
  }

  /** Counts a failure, and logs it when no line was written within the last minute; null is no failure. */
  void note(PruneFailure failure) {
    if (failure == null) {
      return;
    }
    meters.counter("orqen.tools.failures", "reason", failure.reason().name().toLowerCase(Locale.ROOT)).increment();
    unsaid.increment();
    long now = nanoTime.getAsLong();
    long due = nextLine.get();
    if (now - due >= 0 && nextLine.compareAndSet(due, now + MINUTE)) {
      LOG.warn("Tool pruning failed and let all tools pass: {} ({}); {} such requests since the last line",
          failure.reason().name().toLowerCase(Locale.ROOT), failure.detail(), unsaid.sumThenReset());
    }
  }
}
