package app.orqen.usage;

import app.orqen.inbound.Inbound;
import app.orqen.inbound.Outcome;
import app.orqen.inbound.RequestListener;
import app.orqen.translate.wire.SurfacePath;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes a log line, the metrics and, for a model call, a usage row at the end of each request. They hold metadata only. */
final class UsageListener implements RequestListener {

  private static final Logger LOG = LoggerFactory.getLogger("app.orqen.request");

  private final Supplier<UsageQueue> queue;
  private final Supplier<Metrics> metrics;

  UsageListener(Supplier<UsageQueue> queue, Supplier<Metrics> metrics) {
    this.queue = queue;
    this.metrics = metrics;
  }

  @Override
  public void refusedUnread(String requestId, int status) {
    metrics.get().refusedUnread(status);
    LOG.info("{} refused unread status={}", requestId, status);
  }

  @Override
  public void started(Inbound inbound) {
    metrics.get().started();
  }

  @Override
  public void ended(Inbound inbound) {
    long duration = System.nanoTime() - inbound.startNanos();
    Outcome outcome = inbound.outcome();
    metrics.get().ended(outcome, duration);
    if (outcome.keyId() != null) {
      queue.get().used(outcome.keyId(), inbound.receivedAt());
    }
    String operation = operation(inbound);
    if (outcome.accountId() != null && operation != null) {
      queue.get().offer(UsageRow.of(inbound, operation, duration));
    }
    log(inbound, outcome, duration);
  }

  /** Returns the operation. A request that was refused before its body was read counts by its path. */
  private static String operation(Inbound inbound) {
    if (inbound.outcome().operation() != null) {
      return inbound.outcome().operation();
    }
    SurfacePath refused = inbound.surface().path(inbound.routedPath());
    return refused == null ? null : refused.operation().label();
  }

  private static void log(Inbound inbound, Outcome outcome, long duration) {
    if (LOG.isInfoEnabled()) {
      // Put together here, since the logger would look for the place of each of fifteen values, once a request.
      LOG.info(inbound.requestId() + " " + clean(inbound.method()) + " " + clean(inbound.path())
          + " status=" + outcome.status() + " code=" + clean(outcome.errorCode()) + " key=" + clean(outcome.keyId())
          + " account=" + clean(outcome.accountId()) + " surface=" + inbound.surface().label()
          + " provider=" + clean(outcome.provider()) + " model=" + clean(outcome.model()) + " stream=" + outcome.stream()
          + " ttft=" + Inbound.millis(outcome.firstByteNanos()) + " duration=" + Inbound.millis(duration)
          + " overhead=" + Inbound.millis(outcome.overheadNanos()) + " broken=" + clean(outcome.brokenOff())
          + (outcome.providerSaid() == null ? "" : " said=" + clean(outcome.providerSaid())));
    }
  }

  private static String clean(String text) {
    return text == null ? "-" : UsageRow.clean(text, 300);
  }
}
