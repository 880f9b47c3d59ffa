package app.orqen.change;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Makes changes known: to this process when their transaction has ended, to the other replicas by the same transaction. */
public final class Changes {

  /** The channel of LISTEN and NOTIFY. It only wakes replicas; what changed stands in the table. */
  static final String CHANNEL = "orqen_change";

  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;
  private final List<ChangeListener> listeners;
  private final Clock clock;
  private final boolean notify;

  Changes(JdbcClient jdbc, TransactionTemplate transaction, List<ChangeListener> listeners, Clock clock, boolean notify) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.listeners = listeners;
    this.clock = clock;
    this.notify = notify;
  }

  /**
   * Does some work and makes it known, both or neither. In a transaction that is open already it joins that one.
   *
   * @param work statements; those after it must not wait for locks that others may hold
   */
  public <T> T make(Change change, Supplier<T> work) {
    return transaction.execute(status -> {
      T result = work.get();
      record(change);
      TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
        /** Whatever came of it: a commit that could not be written to the disk may be there after all, or not. */
        @Override
        public void afterCompletion(int outcome) {
          listeners.forEach(listener -> listener.changed(change));
        }
      });
      return result;
    });
  }

  private void record(Change change) {
    jdbc.sql("update change_counter set last = last + 1").update();
    jdbc.sql("""
            insert into state_change (id, kind, subject, changed_at)
            values ((select last from change_counter), :kind, :subject, :at)""")
        .param("kind", change.kind().name()).param("subject", change.subject())
        .param("at", clock.instant().atOffset(ZoneOffset.UTC)).update();
    if (notify) {
      jdbc.sql("select pg_notify('" + CHANNEL + "', '')").query((row, number) -> "").list();
    }
  }
}
