package app.orqen.usage;

import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Sums of rows, as they are: what the sums are held against. */
final class RowFigures implements Figures {

  /** The condition for a failed request. An answer that broke off has the status of its head, which may be 200. */
  static final String IS_ERROR = "(status >= 400 or error_code is not null)";
  static final String PERIOD = " where account_id = :account and created_at >= :from and created_at < :end ";

  /** H2 and PostgreSQL agree on little else about dates. */
  private static final String DAY = "cast(floor(extract(epoch from created_at) / 86400) as bigint) as epoch_day, "
      + "cast(floor(extract(epoch from created_at) / 3600) as bigint) as epoch_hour";
  private static final String SUMS = """
      count(*) as requests, coalesce(sum(case when %s then 1 else 0 end), 0) as errors,
      coalesce(sum(input_tokens), 0) as input_tokens, coalesce(sum(output_tokens), 0) as output_tokens,
      coalesce(sum(cached_tokens), 0) as cached_tokens,
      coalesce(sum(tools_in), 0) as tools_in, coalesce(sum(tools_out), 0) as tools_out,
      coalesce(sum(tokens_saved), 0) as tokens_saved,
      coalesce(sum(case when prune_shadow then tools_called else 0 end), 0) as shadow_called,
      coalesce(sum(case when prune_shadow then tools_missed else 0 end), 0) as shadow_missed,
      coalesce(sum(case when not prune_shadow and tools_dropped is not null then tools_called else 0 end), 0) as ranked_called,
      coalesce(sum(case when not prune_shadow and tools_dropped is not null then tools_missed + coalesce(tools_late, 0) else 0 end), 0)
        as ranked_missed,
      coalesce(sum(cost_usd), 0) as cost_usd, coalesce(sum(saved_usd), 0) as saved_usd,
      coalesce(sum(case when cost_usd is null then 1 else 0 end), 0) as unpriced_requests""".formatted(IS_ERROR);

  private final JdbcClient jdbc;

  RowFigures(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  private JdbcClient.StatementSpec sql(String sql, String account, Period period) {
    return jdbc.sql(sql).param("account", account).param("from", period.from().atStartOfDay().atOffset(ZoneOffset.UTC))
        .param("end", period.to().plusDays(1).atStartOfDay().atOffset(ZoneOffset.UTC));
  }

  /** Returns a column for a percentile over answers without an error. An early refusal is quick and tells nothing about a provider. */
  private static String percentile(String name) {
    int end = name.indexOf('_');
    return ", percentile_cont(0." + name.substring(1, end) + ") within group (order by case when error_code is null then "
        + name.substring(end + 1) + " end) as " + name;
  }

  @Override
  public List<Map<String, Object>> of(String accountId, Period period, List<String> by, List<String> percentiles) {
    String groups = String.join(", ", by);
    StringBuilder sql = new StringBuilder("select ").append(groups).append(by.isEmpty() ? "" : ", ").append(SUMS);
    percentiles.forEach(name -> sql.append(percentile(name)));
    sql.append(" from (select ").append(DAY).append(", request_log.* from request_log").append(PERIOD).append(") days")
        .append(by.isEmpty() ? "" : " group by ").append(groups);
    return sql(sql.toString(), accountId, period).query((row, number) -> SummedFigures.figure(row, by, percentiles)).list();
  }

  @Override
  public Map<String, Map<String, Object>> byTag(String accountId, Period period) {
    Map<String, Map<String, Object>> byTag = new TreeMap<>();
    sql("select cast(tags as varchar(2000)) as tag_list, " + SUMS + " from request_log" + PERIOD
        + "and tags is not null group by cast(tags as varchar(2000))", accountId, period).query((ResultSet row) -> {
          Map<String, Object> figure = SummedFigures.figure(row, List.of(), List.of());
          ToolNamesColumn.names(row.getString("tag_list")).forEach(tag -> byTag.merge(tag, figure, RowFigures::plus));
        });
    return byTag;
  }

  private static Map<String, Object> plus(Map<String, Object> one, Map<String, Object> other) {
    Map<String, Object> sum = new LinkedHashMap<>(one);
    other.forEach((name, value) -> sum.merge(name, value, (a, b) ->
        a instanceof BigDecimal money ? (Object) money.add((BigDecimal) b) : (Object) ((Long) a + (Long) b)));
    return sum;
  }

  @Override
  public List<Map<String, Object>> errors(String accountId, Period period, int most) {
    String sql = "select error_code, error_source, status, count(*) as requests from request_log" + PERIOD + "and " + IS_ERROR
        + " group by error_code, error_source, status order by requests desc, error_code, status limit " + most;
    return sql(sql, accountId, period).query((row, number) -> {
      Map<String, Object> kind = new LinkedHashMap<>();
      for (String column : List.of("error_code", "error_source", "status", "requests")) {
        kind.put(column, row.getObject(column));
      }
      return kind;
    }).list();
  }
}
