package app.orqen.usage;

import app.orqen.cost.Money;
import app.orqen.endpoint.Answer;
import app.orqen.endpoint.Call;
import app.orqen.endpoint.Page;
import app.orqen.endpoint.Query;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Answers queries for the sums of an account's usage. */
final class UsageQueries {

  private static final int USUAL_DAYS = 30;
  private static final int MOST_KINDS = 100;
  private static final int HOURS_OF_DAY = 24;
  private static final String[] SUMS = {"requests", "errors", "input_tokens", "output_tokens", "cached_tokens", "tools_in",
    "tools_out", "tokens_saved"};
  /** Medians are taken over answers without an error. An early refusal is quick and tells nothing about a provider. */
  private static final String[] MEDIANS = {"ttft_ms", "overhead_ms"};
  private static final String[] PERCENTILES = {"p50_ttft_ms", "p95_ttft_ms", "p99_ttft_ms", "p50_overhead_ms", "p99_overhead_ms"};
  /** One that broke off has the status of its head. */
  static final String IS_ERROR = "(status >= 400 or error_code is not null)";
  private static final String SELECT_SUMS = """
      count(*) as requests, coalesce(sum(case when %s then 1 else 0 end), 0) as errors,
      coalesce(sum(input_tokens), 0) as input_tokens, coalesce(sum(output_tokens), 0) as output_tokens,
      coalesce(sum(cached_tokens), 0) as cached_tokens,
      coalesce(sum(tools_in), 0) as tools_in, coalesce(sum(tools_out), 0) as tools_out,
      coalesce(sum(tokens_saved), 0) as tokens_saved,
      coalesce(sum(cost_usd), 0) as cost_usd, coalesce(sum(saved_usd), 0) as saved_usd,
      coalesce(sum(case when cost_usd is null then 1 else 0 end), 0) as unpriced_requests,
      percentile_cont(0.5) within group (order by case when error_code is null then ttft_ms end) as p50_ttft_ms,
      percentile_cont(0.95) within group (order by case when error_code is null then ttft_ms end) as p95_ttft_ms,
      percentile_cont(0.99) within group (order by case when error_code is null then ttft_ms end) as p99_ttft_ms,
      percentile_cont(0.5) within group (order by case when error_code is null then overhead_ms end) as p50_overhead_ms,
      percentile_cont(0.99) within group (order by case when error_code is null then overhead_ms end) as p99_overhead_ms
      """.formatted(IS_ERROR);
  static final String PERIOD = " where account_id = :account and created_at >= :from and created_at < :end ";

  private final JdbcClient jdbc;
  private final Clock clock;

  UsageQueries(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  private record Period(LocalDate from, LocalDate to) {}

  private Period period(Query query) {
    LocalDate to = query.date("to");
    LocalDate last = to == null ? LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC) : to;
    LocalDate from = query.date("from");
    Period period = new Period(from == null ? last.minusDays(USUAL_DAYS - 1) : from, last);
    if (period.from.isAfter(last)) {
      throw GatewayException.badRequest(ErrorCode.INVALID_VALUE, "from", "The parameter 'from' must not be after 'to'.");
    }
    return period;
  }

  private JdbcClient.StatementSpec sums(Call call, Period period, String sql) {
    return jdbc.sql(sql).param("account", call.accountId())
        .param("from", period.from.atStartOfDay().atOffset(ZoneOffset.UTC))
        .param("end", period.to.plusDays(1).atStartOfDay().atOffset(ZoneOffset.UTC));
  }

  private static Map<String, Object> view(ResultSet row, String object) throws SQLException {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("object", object);
    for (String sum : SUMS) {
      view.put(sum, row.getLong(sum));
    }
    view.put("cost_usd", Money.shown(row.getBigDecimal("cost_usd")));
    view.put("unpriced_requests", row.getLong("unpriced_requests"));
    view.put("saved_usd", Money.shown(row.getBigDecimal("saved_usd")));
    for (String median : MEDIANS) {
      view.put("median_" + median, row.getObject("p50_" + median));
    }
    for (String percentile : PERCENTILES) {
      view.put(percentile, row.getObject(percentile));
    }
    view.put("estimated_tokens_saved", row.getLong("tokens_saved"));
    return view;
  }

  Answer summary(Call call) {
    Period period = period(call.query());
    Map<String, Object> sums = sums(call, period, "select " + SELECT_SUMS + "from request_log" + PERIOD)
        .query((row, number) -> view(row, "usage.summary")).single();
    sums.put("shadow_recall", shadowRecall(call, period));
    sums.put("from", period.from.toString());
    sums.put("to", period.to.toString());
    return Answer.ok(sums);
  }

  /**
   * Returns the share of called tools that pruning would have forwarded, over requests in shadow mode; null when there were
   * none.
   */
  private Double shadowRecall(Call call, Period period) {
    String sql = "select coalesce(sum(tools_called), 0), coalesce(sum(tools_missed), 0) from request_log" + PERIOD
        + "and prune_shadow = true";
    return sums(call, period, sql).query((row, number) -> row.getLong(1) == 0
        ? null : Double.valueOf(1 - row.getDouble(2) / row.getDouble(1))).list().get(0);
  }

  /** Returns sums by UTC day. Days are counted from 1970, since H2 and PostgreSQL agree on little else about dates. */
  Answer daily(Call call) {
    String sql = "select epoch_day, " + SELECT_SUMS + "from (select cast(floor(extract(epoch from created_at) / 86400) "
        + "as bigint) as epoch_day, request_log.* from request_log" + PERIOD + ") days group by epoch_day";
    return groups(call, sql, "date", (row, number) -> {
      Map<String, Object> view = view(row, "usage.daily");
      view.put("date", LocalDate.ofEpochDay(row.getLong("epoch_day")).toString());
      return view;
    });
  }

  Answer byKey(Call call) {
    String sql = "select key_id, " + SELECT_SUMS + "from request_log" + PERIOD + "group by key_id";
    return groups(call, sql, "key_id", (row, number) -> {
      Map<String, Object> view = view(row, "usage.key");
      view.put("key_id", row.getString("key_id"));
      return view;
    });
  }

  /** Sums by provider and model; requests that no provider was found for are left out. */
  Answer byModel(Call call) {
    String sql = "select provider, model, " + SELECT_SUMS + "from request_log" + PERIOD
        + "and provider is not null group by provider, model";
    return groups(call, sql, "name", (row, number) -> {
      Map<String, Object> view = view(row, "usage.model");
      view.put("provider", row.getString("provider"));
      view.put("model", row.getString("model"));
      view.put("name", row.getString("provider") + "/" + row.getString("model"));
      return view;
    });
  }

  Answer byProvider(Call call) {
    String sql = "select provider, " + SELECT_SUMS + "from request_log" + PERIOD + "and provider is not null group by provider";
    return groups(call, sql, "provider", (row, number) -> {
      Map<String, Object> view = view(row, "usage.provider");
      view.put("provider", row.getString("provider"));
      return view;
    });
  }

  /** Sums by tag, without percentiles; a request counts for each of its tags. */
  Answer byTag(Call call) {
    String sql = "select cast(tags as varchar(2000)) as tag_list, " + SELECT_SUMS + "from request_log" + PERIOD
        + "and tags is not null group by cast(tags as varchar(2000))";
    Map<String, Map<String, Object>> byTag = new TreeMap<>();
    sums(call, period(call.query()), sql).query((ResultSet row) -> {
      Map<String, Object> view = view(row, "usage.tag");
      view.keySet().removeIf(name -> name.endsWith("_ms"));
      for (String tag : ToolNamesColumn.names(row.getString("tag_list"))) {
        byTag.merge(tag, view, UsageQueries::plus);
      }
    });
    List<Map<String, Object>> tags = byTag.entrySet().stream().map(entry -> {
      Map<String, Object> view = new LinkedHashMap<>(entry.getValue());
      view.put("tag", entry.getKey());
      return view;
    }).toList();
    return Page.byName(tags, call.query().limit(), call.query().afterName(), tag -> (String) tag.get("tag"), tag -> tag);
  }

  private static Map<String, Object> plus(Map<String, Object> one, Map<String, Object> other) {
    Map<String, Object> sum = new LinkedHashMap<>(one);
    other.forEach((name, value) -> sum.merge(name, value, (a, b) -> a instanceof BigDecimal money ? (Object) Money.shown(money.add((BigDecimal) b))
        : a instanceof Long number ? (Object) (number + (Long) b) : a));
    return sum;
  }

  /** Sums by the hours of one UTC day, today unless the caller says; hours without a request are left out. */
  Answer hourly(Call call) {
    LocalDate date = call.query().date("date");
    LocalDate day = date == null ? LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC) : date;
    String sql = "select epoch_hour, " + SELECT_SUMS + "from (select cast(floor(extract(epoch from created_at) / 3600) as bigint) as epoch_hour, "
        + "request_log.* from request_log" + PERIOD + ") hours group by epoch_hour";
    List<Map<String, Object>> hours = sums(call, new Period(day, day), sql).query((row, number) -> {
      Map<String, Object> view = view(row, "usage.hourly");
      view.put("hour", (int) (row.getLong("epoch_hour") % HOURS_OF_DAY));
      return view;
    }).list().stream().sorted(Comparator.comparing(view -> (Integer) view.get("hour"))).toList();
    return Page.of(hours, HOURS_OF_DAY, hour -> null, hour -> hour);
  }

  /** Sums of groups, few enough to be sorted here: databases don't agree on the order of text. */
  private Answer groups(Call call, String sql, String name, RowMapper<Map<String, Object>> view) {
    int limit = call.query().limit();
    String after = call.query().afterName();
    List<Map<String, Object>> groups = sums(call, period(call.query()), sql).query(view).list().stream()
        .sorted(Comparator.comparing(group -> (String) group.get(name))).toList();
    return Page.byName(groups, limit, after, group -> (String) group.get(name), group -> group);
  }

  /** Returns the kinds of errors on one page, the most frequent first. */
  Answer errors(Call call) {
    String sql = "select error_code, error_source, status, count(*) as requests from request_log" + PERIOD + "and " + IS_ERROR
        + " group by error_code, error_source, status order by requests desc, error_code, status limit " + MOST_KINDS;
    List<Map<String, Object>> kinds = sums(call, period(call.query()), sql).query((row, number) -> {
      Map<String, Object> view = new LinkedHashMap<>();
      view.put("object", "usage.error");
      for (String column : List.of("error_code", "error_source", "status", "requests")) {
        view.put(column, row.getObject(column));
      }
      return view;
    }).list();
    return Page.of(kinds, MOST_KINDS, kind -> null, kind -> kind);
  }
}
