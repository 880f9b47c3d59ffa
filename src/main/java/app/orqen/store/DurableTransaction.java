package app.orqen.store;

import org.springframework.core.Ordered;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Transactions whose work is on the disk when they return. PostgreSQL does that by itself. H2 keeps what was committed in memory
 * and writes it every {@code WRITE_DELAY} milliseconds, so it is told to write at each of these commits.
 */
final class DurableTransaction extends TransactionTemplate {

  /** Writes all that is committed and waits until the disk has it (H2's SQL grammar, "CHECKPOINT"). */
  static final String WRITE = "checkpoint sync";

  private final JdbcOperations jdbc;

  DurableTransaction(PlatformTransactionManager transactions, JdbcOperations jdbc) {
    super(transactions);
    this.jdbc = jdbc;
  }

  /**
   * Does some work. In a transaction that is open already it joins that one, whose end is then the end of both.
   *
   * @throws org.springframework.dao.DataAccessException also when the commit can't be written; nobody may be told then that the
   *     work is done
   */
  @Override
  public <T> T execute(TransactionCallback<T> action) {
    return super.execute(status -> {
      if (status.isNewTransaction()) {
        TransactionSynchronizationManager.registerSynchronization(new WriteAtCommit());
      }
      return action.doInTransaction(status);
    });
  }

  /** Writes to the disk before any other step after the commit, because those steps tell others that the work is done. */
  private final class WriteAtCommit implements TransactionSynchronization {

    @Override
    public void afterCommit() {
      jdbc.execute(WRITE);
    }

    @Override
    public int getOrder() {
      return Ordered.HIGHEST_PRECEDENCE;
    }
  }
}
