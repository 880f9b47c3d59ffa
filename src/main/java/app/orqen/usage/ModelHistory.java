package app.orqen.usage;

import app.orqen.usage.TimeCounts.Metric;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How the models of an account did over the last days, by the sums of the days; it is behind by the rows that wait to be written. */
public final class ModelHistory {

  private static final double HALF = 0.5;
  /** Failures that are the provider's own: not those that every model would have answered so. */
  private static final String FAILED = "(error_code <> '' and error_source = 'provider' "
      + "and (status < 400 or status in (408, 424, 429) or status >= 500))";

  private final JdbcClient jdbc;
  private final DayTimes dayTimes;
  private final RequestRows rows;
  private final Clock clock;

  ModelHistory(JdbcClient jdbc, DayTimes dayTimes, RequestRows rows, Clock clock) {
    this.jdbc = jdbc;
    this.dayTimes = dayTimes;
    this.rows = rows;
    this.clock = clock;
  }

  /**
   * How one model did.
   *
   * @param served the provider and the model of the rows, with a slash between
   * @param answered requests that it answered
   * @param failed requests that it failed
   * @param p50TtftMillis the median time to the first byte in milliseconds; null when it answered none
   * @param called tools that models called while pruning only watched
   * @param missed those of them that it would have left out
   */
  public record Figures(String served, long answered, long failed, Double p50TtftMillis, long called, long missed, BigDecimal costUsd) {}

  /**
   * What pruning would have kept of one request's tools, and how many of the called ones it would have left out.
   *
   * @param kept tools that it would have kept
   * @param pool tools of the request
   */
  public record Watched(int kept, int pool, int called, int missed) {}

  /** Returns the figures of each model that was called in the last days, today among them, by {@link Figures#served}. */
  public Map<String, Figures> of(String accountId, int days) {
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    long from = today.toEpochDay() - days + 1;
    Map<List<Object>, TimeTotals> times =
        dayTimes.of(accountId, new Period(today.minusDays(days - 1L), today.plusDays(1)), List.of("provider", "model"));
    Map<String, Figures> figures = new HashMap<>();
    jdbc.sql("select provider, model, sum(case when error_code = '' and status < 400 then requests else 0 end) as answered, "
            + "sum(case when " + FAILED + " then requests else 0 end) as failed, sum(shadow_called) as called, "
            + "sum(shadow_missed) as missed, sum(cost_usd) as cost from usage_day "
            + "where account_id = :account and epoch_day >= :from and provider <> '' group by provider, model")
        .param("account", accountId).param("from", from)
        .query(row -> {
          String served = row.getString("provider") + '/' + row.getString("model");
          figures.put(served, new Figures(served, row.getLong("answered"), row.getLong("failed"),
              times.getOrDefault(List.of(row.getString("provider"), row.getString("model")), new TimeTotals()).percentile(Metric.TTFT, HALF), row.getLong("called"), row.getLong("missed"),
              row.getBigDecimal("cost")));
        });
    return figures;
  }

  /** Returns the latest requests in shadow mode whose answers called tools, the newest first. */
  public List<Watched> watched(String accountId, int most) {
    return rows.newest(accountId, RequestRows.Filter.ofMark(" and prune_shadow and tools_called > 0", UsageMarks.WATCHED), most, 0,
        (row, number) -> new Watched(ToolNamesColumn.names(row.getString("tools_kept")).size(), row.getInt("tools_in"),
            row.getInt("tools_called"), row.getInt("tools_missed")));
  }
}
