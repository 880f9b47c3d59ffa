package app.orqen.usage;

import app.orqen.endpoint.Answer;
import app.orqen.endpoint.Call;
import app.orqen.endpoint.Page;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Answers how an account's requests went over the last days: success, latency, and what pruning saved. */
final class UsageAnalytics {

  private static final int USUAL_DAYS = 30;
  private static final int MOST_DAYS = 366;
  private static final int MOST_MODELS = 1000;
  private static final List<Integer> PERCENTILES = List.of(50, 95, 99);
  private static final List<String> TIMES = List.of("ttft_ms", "duration_ms", "overhead_ms");

  private final JdbcClient jdbc;
  private final Clock clock;

  UsageAnalytics(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** Returns success rate and latency of each day, the oldest day first. Days without a request are left out. */
  Answer daily(Call call) {
    String sql = "select epoch_day, count(*) as requests, coalesce(sum(case when " + UsageQueries.IS_ERROR
        + " then 1 else 0 end), 0) as errors, " + percentiles()
        + " from (select cast(floor(extract(epoch from created_at) / 86400) as bigint) as epoch_day, request_log.* from request_log"
        + UsageQueries.PERIOD + ") days group by epoch_day";
    List<Map<String, Object>> days = select(call, sql).query((row, number) -> {
      Map<String, Object> view = new LinkedHashMap<>();
      view.put("object", "usage.analytics.daily");
      view.put("date", LocalDate.ofEpochDay(row.getLong("epoch_day")).toString());
      success(view, row);
      return latency(view, row);
    }).list().stream().sorted(Comparator.comparing(view -> (String) view.get("date"))).toList();
    return Page.of(days, MOST_DAYS, day -> null, day -> day);
  }

  /** Returns the tokens that pruning saved, by provider and model, the largest number first. */
  Answer savings(Call call) {
    String sql = "select provider, model, count(*) as requests, sum(tokens_saved) as tokens_saved, sum(input_tokens) as input_tokens"
        + " from request_log" + UsageQueries.PERIOD + "and provider is not null group by provider, model"
        + " order by tokens_saved desc, provider, model limit " + MOST_MODELS;
    List<Map<String, Object>> models = select(call, sql).query((row, number) -> {
      Map<String, Object> view = new LinkedHashMap<>();
      view.put("object", "usage.analytics.savings");
      view.put("provider", row.getString("provider"));
      view.put("model", row.getString("model"));
      for (String sum : List.of("requests", "tokens_saved", "input_tokens")) {
        view.put(sum, row.getLong(sum));
      }
      return view;
    }).list();
    return Page.of(models, MOST_MODELS, model -> null, model -> model);
  }

  /** Returns the latency over the whole period. Each figure is null when no request succeeded. */
  Answer latency(Call call) {
    String sql = "select count(*) as requests, coalesce(sum(case when " + UsageQueries.IS_ERROR
        + " then 1 else 0 end), 0) as errors, " + percentiles() + " from request_log" + UsageQueries.PERIOD;
    return Answer.ok(select(call, sql).query((row, number) -> {
      Map<String, Object> view = new LinkedHashMap<>();
      view.put("object", "usage.analytics.latency");
      success(view, row);
      return latency(view, row);
    }).single());
  }

  private JdbcClient.StatementSpec select(Call call, String sql) {
    Integer days = call.query().integer("days", 1, MOST_DAYS);
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    return jdbc.sql(sql).param("account", call.accountId())
        .param("from", today.minusDays((days == null ? USUAL_DAYS : days) - 1L).atStartOfDay().atOffset(ZoneOffset.UTC))
        .param("end", today.plusDays(1).atStartOfDay().atOffset(ZoneOffset.UTC));
  }

  /**
   * Returns the SQL for percentiles over answers without an error. An early refusal is quick and tells nothing about a
   * provider.
   */
  private static String percentiles() {
    StringBuilder sql = new StringBuilder();
    for (String time : TIMES) {
      for (int percentile : PERCENTILES) {
        sql.append(sql.isEmpty() ? "" : ", ").append("percentile_cont(0.").append(percentile)
            .append(") within group (order by case when error_code is null then ").append(time).append(" end) as ")
            .append(name(percentile, time));
      }
    }
    return sql.toString();
  }

  private static String name(int percentile, String time) {
    return "p" + percentile + "_" + time;
  }

  private static void success(Map<String, Object> view, ResultSet row) throws SQLException {
    long requests = row.getLong("requests");
    view.put("requests", requests);
    view.put("errors", row.getLong("errors"));
    view.put("success_rate", requests == 0 ? null : (double) (requests - row.getLong("errors")) / requests);
  }

  private static Map<String, Object> latency(Map<String, Object> view, ResultSet row) throws SQLException {
    for (String time : TIMES) {
      for (int percentile : PERCENTILES) {
        view.put(name(percentile, time), row.getObject(name(percentile, time)));
      }
    }
    return view;
  }
}
