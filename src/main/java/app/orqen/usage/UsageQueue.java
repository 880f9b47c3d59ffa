package app.orqen.usage;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcOperations;

/**
 * Rows on their way to the database: offered without waiting by the threads that serve requests, written in batches by
 * another. While the database is away they wait, up to a bound; past it they are dropped and counted.
 */
final class UsageQueue implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(UsageQueue.class);
  private static final int BATCH = 1000;
  private static final String INSERT = """
      insert into request_log (id, account_id, key_id, created_at, surface, operation, provider, model, session_id,
        stream, status, error_code, error_source, input_tokens, output_tokens, cached_tokens, tools_in, tools_out,
        tokens_saved, tools_called, tools_missed, tools_kept, tools_dropped, prune_shadow, ttft_ms, duration_ms, overhead_ms)
      values (:id, :account, :key, :at, :surface, :operation, :provider, :model, :session, :stream, :status, :code,
        :source, :input, :output, :cached, :toolsIn, :toolsOut, :saved, :called, :missed, :kept, :dropped,
        :shadow, :ttft, :duration, :overhead)""";

  private final NamedParameterJdbcOperations jdbc;
  private final Runnable dropped;
  private final Clock clock;
  private final Duration keep;
  private final BlockingQueue<UsageRow> queue;
  private final Map<String, Instant> lastUsed = new ConcurrentHashMap<>();
  private List<UsageRow> batch = new ArrayList<>();

  UsageQueue(NamedParameterJdbcOperations jdbc, int capacity, Duration keep, Clock clock, Runnable dropped) {
    this.jdbc = jdbc;
    this.queue = new ArrayBlockingQueue<>(capacity);
    this.keep = keep;
    this.clock = clock;
    this.dropped = dropped;
  }

  void offer(UsageRow row) {
    if (!queue.offer(row)) {
      dropped.run();
    }
  }

  void used(String keyId, Instant at) {
    lastUsed.put(keyId, at);
  }

  /** Writes what waits. Never throws: a schedule would end with it. */
  synchronized void flush() {
    try {
      do {
        queue.drainTo(batch, BATCH - batch.size());
        write();
      } while (!queue.isEmpty());
      writeLastUsed();
    } catch (DataAccessException e) {
      LOG.debug("usage rows wait for the database", e);
    } catch (RuntimeException e) {
      LOG.warn("usage rows not written", e);
    }
  }

  private void write() {
    if (batch.isEmpty()) {
      return;
    }
    try {
      jdbc.batchUpdate(INSERT, parameters(batch));
    } catch (DataIntegrityViolationException e) {
      // One of an account that was deleted meanwhile, perhaps; the others must not suffer.
      batch.forEach(this::writeAlone);
    }
    batch = new ArrayList<>();
  }

  private void writeAlone(UsageRow row) {
    try {
      jdbc.update(INSERT, row.parameters());
    } catch (DataIntegrityViolationException e) {
      LOG.debug("a usage row fits no more", e);
    }
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static Map<String, ?>[] parameters(List<UsageRow> rows) {
    return rows.stream().map(UsageRow::parameters).toArray(Map[]::new);
  }

  /** In the keys' order, so that two replicas never wait for each other. */
  private void writeLastUsed() {
    Map<String, Instant> changed = new TreeMap<>(lastUsed);
    if (changed.isEmpty()) {
      return;
    }
    List<Map<String, ?>> rows = new ArrayList<>();
    changed.forEach((id, at) -> rows.add(Map.of("id", id, "at", at.atOffset(ZoneOffset.UTC))));
    @SuppressWarnings({"unchecked", "rawtypes"})
    Map<String, ?>[] parameters = rows.toArray(new Map[0]);
    jdbc.batchUpdate("""
        update api_key set last_used_at = :at where id = :id and (last_used_at is null or last_used_at < :at)""",
        parameters);
    changed.forEach(lastUsed::remove);
  }

  /** Removes rows that are older than they are kept. */
  void expire() {
    try {
      jdbc.update("delete from request_log where created_at < :oldest",
          Map.of("oldest", clock.instant().minus(keep).atOffset(ZoneOffset.UTC)));
    } catch (RuntimeException e) {
      LOG.warn("old usage rows not deleted: {}", e.toString());
    }
  }

  @Override
  public void close() {
    flush();
  }
}
