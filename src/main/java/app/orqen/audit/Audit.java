package app.orqen.audit;

import app.orqen.endpoint.Ids;
import app.orqen.endpoint.Times;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.util.function.Function;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Records who changed what: in the transaction of the change, and after its commit also in the log. */
public final class Audit {

  private static final Logger LOG = LoggerFactory.getLogger("orqen.audit");
  private static final Logger FAILED = LoggerFactory.getLogger(Audit.class);
  /** Writes only ASCII, so that no text of a caller can look like another line of the log. */
  private static final JsonMapper JSON = JsonMapper.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();

  private final JdbcClient jdbc;
  private final TransactionTemplate transaction;
  private final Clock clock;
  private final Duration keep;

  Audit(JdbcClient jdbc, TransactionTemplate transaction, Clock clock, Duration keep) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.clock = clock;
    this.keep = keep;
  }

  /**
   * Runs some work and writes its entry, both or neither. The entry comes first. It may have to wait for an account that is
   * being deleted, and must not hold the work's locks while it waits.
   */
  public <T> T record(Entry entry, Supplier<T> work) {
    return transaction.execute(status -> {
      write(entry);
      return work.get();
    });
  }

  /**
   * Makes something and writes its entry, both or neither.
   *
   * @param entry makes the entry for the result
   */
  public <T> T record(Supplier<T> work, Function<T, Entry> entry) {
    return transaction.execute(status -> {
      T made = work.get();
      write(entry.apply(made));
      return made;
    });
  }

  /** Runs some work without a result and writes its entry, both or neither. */
  public void record(Entry entry, Runnable work) {
    record(entry, () -> {
      work.run();
      return null;
    });
  }

  private void write(Entry entry) {
    String changes = json(entry.changes());
    jdbc.sql("""
            insert into audit_entry (id, created_at, account_id, actor, key_id, action, target, changes)
            values (:id, :now, :account, :actor, :key, :action, :target, :changes)""")
        .param("id", Ids.random("aud_")).param("now", Times.sql(clock.instant()))
        .param("account", entry.accountId(), Types.VARCHAR).param("actor", entry.by().type())
        .param("key", entry.by().keyId(), Types.VARCHAR).param("action", entry.action().code())
        .param("target", entry.target(), Types.VARCHAR).param("changes", changes, Types.VARCHAR).update();
    TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
      @Override
      public void afterCommit() {
        LOG.info("action={} by={} key={} account={} target={} changes={}", entry.action().code(), entry.by().type(),
            entry.by().keyId(), entry.accountId(), entry.target(), changes);
      }
    });
  }

  private static String json(Object changes) {
    try {
      return changes == null ? null : JSON.writeValueAsString(changes);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("changes can't be written as JSON", e);
    }
  }

  /** Removes entries older than {@code orqen.audit.keep}. Never throws, because a schedule would end with it. */
  void expire() {
    try {
      jdbc.sql("delete from audit_entry where created_at < :oldest")
          .param("oldest", Times.sql(clock.instant().minus(keep))).update();
    } catch (RuntimeException e) {
      FAILED.warn("old audit entries not deleted: {}", e.toString());
    }
  }
}
