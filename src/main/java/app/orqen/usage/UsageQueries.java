package app.orqen.usage;

import app.orqen.endpoint.Answer;
import app.orqen.endpoint.Call;
import app.orqen.endpoint.Page;
import app.orqen.endpoint.Query;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Answers queries for the sums of an account's usage. */
final class UsageQueries {

  private static final int USUAL_DAYS = 30;
  private static final int MOST_KINDS = 100;
  private static final String[] SUMS = {"requests", "errors", "input_tokens", "output_tokens", "cached_tokens", "tools_in",
    "tools_out", "tokens_saved"};
  /** Medians are taken over answers without an error. An early refusal is quick and tells nothing about a provider. */
  private static final String[] MEDIANS = {"ttft_ms", "overhead_ms"};
  /** The condition for a failed request. An answer that broke off has the status of its head, which may be 200. */
  static final String IS_ERROR = "(status >= 400 or error_code is not null)";
  private static final String SELECT_SUMS = """
      count(*) as requests, coalesce(sum(case when %s then 1 else 0 end), 0) as errors,
      coalesce(sum(input_tokens), 0) as input_tokens, coalesce(sum(output_tokens), 0) as output_tokens,
      coalesce(sum(cached_tokens), 0) as cached_tokens,
      coalesce(sum(tools_in), 0) as tools_in, coalesce(sum(tools_out), 0) as tools_out,
      coalesce(sum(tokens_saved), 0) as tokens_saved,
      percentile_cont(0.5) within group (order by case when error_code is null then ttft_ms end) as ttft_ms,
      percentile_cont(0.5) within group (order by case when error_code is null then overhead_ms end) as overhead_ms
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
    for (String median : MEDIANS) {
      view.put("median_" + median, row.getObject(median));
    }
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

  /** Returns sums of groups. They are few, and sorted here, since databases don't agree on the order of text. */
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
