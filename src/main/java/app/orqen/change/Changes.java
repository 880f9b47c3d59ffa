package app.orqen.change;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Supplier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Makes changes known: to this process when their transaction has ended, and to the other replicas by that same transaction.
 */
public final class Changes {

  /** The channel of LISTEN and NOTIFY. A notification only wakes replicas. They read what changed from the table. */
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
   * Does some work and makes the change known, both or neither, in the open transaction if there is one.
   *
   * @param work statements. The statements after it must not wait for locks that others may hold.
   */
  public <T> T make(Change change, Supplier<T> work) {
    return transaction.execute(status -> {
      T result = work.get();
      record(change);
      TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
        /**
         * Tells this process whatever the outcome is. A commit that could not be written to the disk may have happened or not.
         */
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
