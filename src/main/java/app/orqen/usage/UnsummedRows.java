package app.orqen.usage;

import app.orqen.usage.TimeCounts.Metric;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
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
  /** A page waits for no more pieces; the rest is added in the background. */
  private static final int PIECES_OF_A_PAGE = 4;

  /** The columns that {@link #share} reads. */
  static final String COLUMNS = """
      account_id, created_at, key_id, provider, model, status, error_code, error_source, input_tokens, output_tokens,
      cached_tokens, cache_write_tokens, reasoning_tokens, tools_in, tools_out, tokens_saved, tools_called, tools_missed,
      prune_shadow, cost_usd, saved_usd, ttft_ms, duration_ms, overhead_ms""";
  private static final String TAKE = """
      update request_log set summed = true where account_id = ? and not summed and created_at <= coalesce(
        (select created_at from request_log where account_id = ? and not summed order by created_at offset %d limit 1), 'infinity')
      returning %s""".formatted(ROWS_AT_ONCE - 1, COLUMNS);

  private final JdbcOperations jdbc;
  private final TransactionOperations transactions;
  private final PeriodSums sums;

  UnsummedRows(JdbcOperations jdbc, TransactionOperations transactions, PeriodSums sums) {
    this.jdbc = jdbc;
    this.transactions = transactions;
    this.sums = sums;
  }

  /** Adds an account's rows, as many as a page may wait for. */
  void add(String accountId) {
    for (int piece = 0; piece < PIECES_OF_A_PAGE && !piece(accountId); piece++) {
      LOG.debug("rows of an earlier release were added to the sums");
    }
  }

  /**
   * Adds all rows that there are. Never throws: a schedule would end with it.
   *
   * @param goOn is asked before each piece, and ends the work with false
   */
  void addAll(BooleanSupplier goOn) {
    try {
      for (String account : jdbc.queryForList("select distinct account_id from request_log where not summed", String.class)) {
        boolean all = false;
        while (!all && goOn.getAsBoolean()) {
          all = piece(account);
        }
      }
    } catch (RuntimeException e) {
      LOG.warn("Rows of an earlier release can't be added to the sums yet: {}", e.toString());
    }
  }

  /** Returns whether no row is left. */
  private boolean piece(String accountId) {
    return Boolean.TRUE.equals(transactions.execute(status -> {
      List<PeriodSums.Share> shares = jdbc.query(TAKE, (row, number) -> share(row), accountId, accountId);
      if (!shares.isEmpty()) {
        sums.add(shares);
      }
      return shares.size() < ROWS_AT_ONCE;
    }));
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
