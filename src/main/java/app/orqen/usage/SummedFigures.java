package app.orqen.usage;

import app.orqen.usage.TimeCounts.Metric;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Sums of the days' sums, whose number doesn't grow with the requests. */
final class SummedFigures implements Figures {

  private static final double PERCENT = 100;
  private static final int HOURS_OF_DAY = 24;
  private static final String HOUR = "epoch_hour";
  private static final String DAYS = " from usage_day where account_id = :account and epoch_day >= :from and epoch_day <= :to ";
  private static final String HOURS = " from usage_hour where account_id = :account and epoch_hour >= :from and epoch_hour <= :to ";
  private static final String IS_ERROR = "(status >= 400 or error_code <> '')";
  private static final String SUMS = """
      coalesce(sum(requests), 0) as requests, coalesce(sum(case when %s then requests else 0 end), 0) as errors,
      coalesce(sum(input_tokens), 0) as input_tokens, coalesce(sum(output_tokens), 0) as output_tokens,
      coalesce(sum(cached_tokens), 0) as cached_tokens,
      coalesce(sum(tools_in), 0) as tools_in, coalesce(sum(tools_out), 0) as tools_out,
      coalesce(sum(tokens_saved), 0) as tokens_saved,
      coalesce(sum(shadow_called), 0) as shadow_called, coalesce(sum(shadow_missed), 0) as shadow_missed,
      coalesce(sum(ranked_called), 0) as ranked_called, coalesce(sum(ranked_missed), 0) as ranked_missed,
      coalesce(sum(cost_usd), 0) as cost_usd, coalesce(sum(saved_usd), 0) as saved_usd,
      coalesce(sum(unpriced), 0) as unpriced_requests""".formatted(IS_ERROR);

  private final JdbcClient jdbc;
  private final DayTimes days;

  SummedFigures(JdbcClient jdbc, DayTimes days) {
    this.jdbc = jdbc;
    this.days = days;
  }

  private JdbcClient.StatementSpec sql(String sql, String account, Period period) {
    long unit = sql.contains(HOURS) ? HOURS_OF_DAY : 1;
    return jdbc.sql(sql).param("account", account).param("from", period.from().toEpochDay() * unit)
        .param("to", (period.to().toEpochDay() + 1) * unit - 1);
  }

  @Override
  public List<Map<String, Object>> of(String accountId, Period period, List<String> by, List<String> percentiles) {
    String groups = String.join(", ", by);
    List<Map<String, Object>> figures = sql("select " + groups + (by.isEmpty() ? "" : ", ") + SUMS + table(by)
        + (by.isEmpty() ? "" : "group by " + groups), accountId, period)
        .query((row, number) -> figure(row, by, List.of())).list();
    if (!percentiles.isEmpty()) {
      Map<List<Object>, TimeTotals> times = by.contains(HOUR) ? times(accountId, period, by) : days.of(accountId, period, by);
      figures.forEach(figure -> {
        TimeTotals counts = times.getOrDefault(by.stream().map(figure::get).toList(), new TimeTotals());
        percentiles.forEach(name -> figure.put(name, percentile(counts, name)));
      });
    }
    figures.forEach(figure -> by.forEach(column -> figure.computeIfPresent(column, (name, value) -> value.equals("") ? null : value)));
    return figures;
  }

  private static String table(List<String> by) {
    return by.contains(HOUR) ? HOURS : DAYS;
  }

  @Override
  public Map<String, Map<String, Object>> byTag(String accountId, Period period) {
    return TagSums.of(jdbc, accountId, period);
  }

  /** Returns the durations of hours. They are those of one day. */
  private Map<List<Object>, TimeTotals> times(String accountId, Period period, List<String> by) {
    Map<List<Object>, TimeTotals> times = new HashMap<>();
    sql("select " + String.join(", ", by) + (by.isEmpty() ? "" : ", ") + "times" + table(by) + "and times is not null", accountId, period)
        .query(row -> {
          List<Object> group = new ArrayList<>();
          for (String column : by) {
            group.add(row.getObject(column));
          }
          times.computeIfAbsent(group, any -> new TimeTotals()).add(row.getBytes("times"));
        });
    return times;
  }

  /** Works out a percentile by its name, such as {@code p95_ttft_ms}. */
  private static Double percentile(TimeTotals times, String name) {
    String[] parts = name.split("_");
    return times.percentile(Metric.valueOf(parts[1].toUpperCase(Locale.ROOT)), Integer.parseInt(parts[0].substring(1)) / PERCENT);
  }

  @Override
  public List<Map<String, Object>> errors(String accountId, Period period, int most) {
    return sql("select error_code, error_source, status, sum(requests) as requests" + DAYS + "and " + IS_ERROR
        + " group by error_code, error_source, status order by requests desc, error_code, status limit " + most, accountId, period)
        .query((row, number) -> {
          Map<String, Object> kind = new LinkedHashMap<>();
          for (String column : List.of("error_code", "error_source")) {
            kind.put(column, row.getString(column).isEmpty() ? null : row.getString(column));
          }
          kind.put("status", row.getInt("status"));
          kind.put("requests", row.getLong("requests"));
          return kind;
        }).list();
  }

  /** Reads the sums of a row, and what they are grouped by. */
  static Map<String, Object> figure(ResultSet row, List<String> by, List<String> percentiles) throws SQLException {
    Map<String, Object> figure = new LinkedHashMap<>();
    for (String column : by) {
      figure.put(column, row.getObject(column));
    }
    for (String count : COUNTS) {
      figure.put(count, row.getLong(count));
    }
    figure.put("cost_usd", row.getBigDecimal("cost_usd"));
    figure.put("saved_usd", row.getBigDecimal("saved_usd"));
    for (String percentile : percentiles) {
      figure.put(percentile, row.getObject(percentile));
    }
    return figure;
  }
}
