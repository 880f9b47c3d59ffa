package app.orqen.usage;

import app.orqen.usage.TimeCounts.Metric;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Adds rows of earlier releases to the sums of their hours and days, on PostgreSQL, while the gateway serves and while replicas of
 * that release may still write some. Each piece is one transaction, in which its rows are marked: no row is added twice, or never.
 */
final class UnsummedRows {

  private static final Logger LOG = LoggerFactory.getLogger(UnsummedRows.class);
  private static final int ROWS_AT_ONCE = 5000;
  private static final OffsetDateTime BEGINNING = Instant.EPOCH.atOffset(ZoneOffset.UTC);

  /** The columns that {@link #share} reads. */
  static final String COLUMNS = """
      account_id, created_at, key_id, provider, model, status, error_code, error_source, input_tokens, output_tokens,
      cached_tokens, cache_write_tokens, reasoning_tokens, tools_in, tools_out, tokens_saved, tools_called, tools_missed,
      prune_shadow, cost_usd, saved_usd, ttft_ms, duration_ms, overhead_ms""";
  private static final String END = """
      select created_at from request_log where account_id = ? and not summed and created_at >= ?
      order by created_at limit 1 offset %d""".formatted(ROWS_AT_ONCE - 1);
  private static final String TAKE = """
      update request_log set summed = true where account_id = ? and not summed and created_at >= ? and created_at <= ?
      returning %s""".formatted(COLUMNS);

  private final JdbcOperations jdbc;
  private final TransactionOperations transactions;
  private final PeriodSums sums;

  UnsummedRows(JdbcOperations jdbc, TransactionOperations transactions, PeriodSums sums) {
    this.jdbc = jdbc;
    this.transactions = transactions;
    this.sums = sums;
  }

  /**
   * Adds all rows that there are. Never throws: a schedule would end with it.
   *
   * @param goOn is asked before each piece, and ends the work with false
   */
  void addAll(BooleanSupplier goOn) {
    try {
      for (String account : jdbc.queryForList("select distinct account_id from request_log where not summed", String.class)) {
        OffsetDateTime from = BEGINNING;
        while (from != null && goOn.getAsBoolean()) {
          from = piece(account, from);
        }
      }
    } catch (RuntimeException e) {
      LOG.warn("Rows of an earlier release can't be added to the sums yet: {}", e.toString());
    }
  }

  /**
   * Adds some rows from a time on. The index still has those that were added before, until a vacuum. So the next piece begins where
   * this one ends, and the bounds are values, by which the planner sees that a piece is small.
   *
   * @return the time of the last row, or null when there are no later ones
   */
  private OffsetDateTime piece(String accountId, OffsetDateTime from) {
    return transactions.execute(status -> {
      List<OffsetDateTime> ends = jdbc.queryForList(END, OffsetDateTime.class, accountId, from);
      OffsetDateTime end = ends.isEmpty() ? OffsetDateTime.MAX : ends.get(0);
      List<PeriodSums.Share> shares = jdbc.query(TAKE, (row, number) -> share(row), accountId, from, end);
      if (!shares.isEmpty()) {
        sums.add(shares);
      }
      return ends.isEmpty() ? null : end;
    });
  }

  /** Returns what a row adds to the sums. */
  static PeriodSums.Share share(ResultSet row) throws SQLException {
    String error = row.getString("error_code");
    BigDecimal cost = row.getBigDecimal("cost_usd");
    boolean shadow = row.getBoolean("prune_shadow");
    TimeCounts times = new TimeCounts();
    if (error == null) {
      times.add(Metric.TTFT, row.getObject("ttft_ms", Double.class)).add(Metric.DURATION, row.getObject("duration_ms", Double.class))
          .add(Metric.OVERHEAD, row.getObject("overhead_ms", Double.class));
    }
    return new PeriodSums.Share(row.getString("account_id"), row.getObject("created_at", OffsetDateTime.class).toEpochSecond(),
        row.getString("key_id"), orEmpty(row.getString("provider")), orEmpty(row.getString("model")), row.getInt("status"), orEmpty(error),
        orEmpty(row.getString("error_source")), times, 1L, row.getLong("input_tokens"), row.getLong("output_tokens"),
        row.getLong("cached_tokens"), row.getLong("cache_write_tokens"), row.getLong("reasoning_tokens"), row.getLong("tools_in"),
        row.getLong("tools_out"), row.getLong("tokens_saved"), shadow ? row.getLong("tools_called") : 0L,
        shadow ? row.getLong("tools_missed") : 0L, cost == null ? BigDecimal.ZERO : cost,
        row.getBigDecimal("saved_usd") == null ? BigDecimal.ZERO : row.getBigDecimal("saved_usd"), cost == null ? 1L : 0L, 0L, 0L);
  }

  private static String orEmpty(String text) {
    return text == null ? "" : text;
  }
}
