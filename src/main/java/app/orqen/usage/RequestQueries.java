package app.orqen.usage;

import app.orqen.cost.Money;
import app.orqen.endpoint.Answer;
import app.orqen.endpoint.Call;
import app.orqen.endpoint.Cursor;
import app.orqen.endpoint.Page;
import app.orqen.endpoint.Query;
import app.orqen.inbound.RequestId;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Answers queries for the requests of an account, and for the sessions that they form. */
final class RequestQueries {

  /** The parameters of {@link #list}. */
  static final String[] PARAMETERS = {"key_id", "provider", "model", "status", "error_code", "session_id", "tag", "errors", "from", "to",
    "surface", "operation", "limit", "after", "offset"};

  /** The condition for a failed request. An answer that broke off has the status of its head, which may be 200. */
  private static final String IS_ERROR = "(status >= 400 or error_code is not null)";
  private static final List<String> TEXT_FILTERS = List.of("key_id", "provider", "error_code", "session_id", "operation");
  private static final String[] COLUMNS = {"key_id", "surface", "provider", "model", "stream", "status", "error_code",
    "error_source", "input_tokens", "output_tokens", "ttft_ms", "duration_ms", "overhead_ms", "tools_in", "tools_out", "tools_called"};
  /** What each row tells of its cost; rows of earlier releases have none of it. */
  private static final List<String> COST = List.of("cost_usd", "saved_usd");
  private static final List<String> TOKENS = List.of("cached_tokens", "cache_write_tokens", "reasoning_tokens");
  /** The columns that only the answer for a single request has. */
  private static final String[] DETAILS = {"operation", "tokens_saved", "tools_missed", "prune_shadow", "provider_said"};

  private final JdbcClient jdbc;

  RequestQueries(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  Answer list(Call call) {
    return list(call, null);
  }

  /** Lists the requests of the session that the path names. A session without requests is a 404. */
  Answer ofSession(Call call) {
    String id = call.path("id");
    boolean known = !jdbc.sql("select 1 from session_usage where account_id = :account and session_id = :id")
        .param("account", call.accountId()).param("id", id).query(Integer.class).list().isEmpty();
    if (!known) {
      throw call.notFound();
    }
    return list(call, id);
  }

  private Answer list(Call call, String session) {
    Query query = call.query();
    int limit = query.limit();
    Map<String, Object> parameters = new LinkedHashMap<>();
    StringBuilder sql = new StringBuilder("select * from request_log where account_id = :account and ")
        .append(Cursor.behind("created_at"));
    parameters.put("account", call.accountId());
    parameters.putAll(Cursor.parameters(query.after()));
    for (String column : TEXT_FILTERS) {
      filter(sql, parameters, column, "=", column, column.equals("session_id") && session != null ? session : query.text(column));
    }
    String model = query.text("model");
    if (model != null) {
      sql.append(" and (model = :model or provider || '/' || model = :model)");
      parameters.put("model", model);
    }
    if (parameters.containsKey("session_id")) { // Rows are found by their time.
      sql.append(" and created_at >= coalesce((select first_at from session_usage where account_id = :account"
          + " and session_id = :session_id), timestamp with time zone '1970-01-01 00:00:00+00:00')"
          + " and created_at <= coalesce((select last_at from session_usage where account_id = :account"
          + " and session_id = :session_id), timestamp with time zone '9999-01-01 00:00:00+00:00')");
    }
    String surfaces = query.text("surface");
    if (surfaces != null) {
      sql.append(" and surface in (:surfaces)");
      parameters.put("surfaces", List.of(surfaces.split(",", -1)));
    }
    filter(sql, parameters, "created_at", ">=", "from", utc(query.time("from", false)));
    filter(sql, parameters, "created_at", "<=", "to", utc(query.time("to", true)));
    status(sql, parameters, query.text("status"));
    tag(sql, parameters, query.text("tag"));
    if (query.flag("errors")) {
      sql.append(" and ").append(IS_ERROR);
    }
    sql.append(" order by created_at desc, id desc limit :count offset :skip");
    parameters.put("count", limit + 1);
    parameters.put("skip", query.offset());
    List<Map<String, Object>> found = jdbc.sql(sql.toString()).params(parameters).query(RequestQueries::request).list();
    return Page.of(found, limit, row ->
        new Cursor(Instant.parse((String) row.get("created_at")), (String) row.get("id")), row -> row);
  }

  private static void filter(StringBuilder sql, Map<String, Object> parameters, String column, String operator, String name,
      Object value) {
    if (value != null) {
      sql.append(" and ").append(column).append(' ').append(operator).append(" :").append(name);
      parameters.put(name, value);
    }
  }

  /** Rows that have a label. */
  private static void tag(StringBuilder sql, Map<String, Object> parameters, String tag) {
    if (tag != null) {
      String json = ToolNamesColumn.text(List.of(tag));
      String one = json.substring(1, json.length() - 1);
      sql.append(" and tags like :tag escape '!'");
      parameters.put("tag", "%" + one.replace("!", "!!").replace("%", "!%").replace("_", "!_") + "%");
    }
  }

  private static OffsetDateTime utc(Instant time) {
    return time == null ? null : time.atOffset(ZoneOffset.UTC);
  }

  /** Adds the condition for a status such as 429, or for a class of statuses such as 4xx. */
  private static void status(StringBuilder sql, Map<String, Object> parameters, String status) {
    if (status == null) {
      return;
    }
    boolean one = status.matches("[1-5][0-9]{2}");
    if (!one && !status.matches("[1-5]xx")) {
      throw GatewayException.badRequest(ErrorCode.INVALID_VALUE, "status",
          "The parameter 'status' must be a status such as 429, or 4xx for all of them.");
    }
    int least = one ? Integer.parseInt(status) : Character.digit(status.charAt(0), 10) * 100;
    filter(sql, parameters, "status", ">=", "least_status", least);
    filter(sql, parameters, "status", "<=", "most_status", one ? least : least + 99);
  }

  private static Map<String, Object> request(ResultSet row, int number) throws SQLException {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", row.getString("id"));
    view.put("created_at", time(row, "created_at").toString());
    for (String column : COLUMNS) {
      view.put(column, row.getObject(column));
    }
    view.put("session_id", row.getString("session_id"));
    for (String column : COST) {
      view.put(column, Money.shown(row.getBigDecimal(column)));
    }
    for (String column : TOKENS) {
      view.put(column, row.getLong(column));
    }
    view.put("usage_estimated", row.getBoolean("usage_estimated"));
    view.put("cache_break_reason", row.getString("cache_break_reason"));
    view.put("cache_break_usd", Money.shown(row.getBigDecimal("cache_break_usd")));
    view.put("tags", ToolNamesColumn.names(row.getString("tags")));
    view.put("runaway", row.getString("runaway"));
    return view;
  }

  private static Map<String, Object> detailed(ResultSet row, int number) throws SQLException {
    Map<String, Object> view = request(row, number);
    for (String column : DETAILS) {
      view.put(column, row.getObject(column));
    }
    view.put("tools_kept", ToolNamesColumn.names(row.getString("tools_kept")));
    view.put("tools_dropped", ToolNamesColumn.names(row.getString("tools_dropped")));
    view.put("tools_recovered", ToolNamesColumn.names(row.getString("tools_recovered")));
    view.put("attempts", AttemptsColumn.read(row));
    return view;
  }

  /** Lists the tools that models wanted although pruning had left them out, or would have in shadow mode, the newest first. */
  Answer recallAlerts(Call call) {
    int limit = call.query().limit();
    List<Map<String, Object>> alerts = new ArrayList<>();
    jdbc.sql("select * from request_log where account_id = :account and (tools_recovered is not null or tools_refused is not null) "
            + "order by created_at desc, id desc limit :count")
        .param("account", call.accountId()).param("count", limit).query((ResultSet row) -> {
          List<String> refused = ToolNamesColumn.names(row.getString("tools_refused"));
          for (String tool : refused) {
            alerts.add(alert(row, tool, "refused"));
          }
          for (String tool : ToolNamesColumn.names(row.getString("tools_recovered"))) {
            if (!refused.contains(tool)) {
              alerts.add(alert(row, tool, row.getBoolean("prune_shadow") ? "shadow" : "recovered"));
            }
          }
        });
    return Page.of(alerts.subList(0, Math.min(limit, alerts.size())), limit, alert -> null, alert -> alert);
  }

  private static Map<String, Object> alert(ResultSet row, String tool, String source) throws SQLException {
    Map<String, Object> alert = new LinkedHashMap<>();
    alert.put("object", "tools.recall_alert");
    alert.put("tool", tool);
    alert.put("request_id", row.getString("id"));
    alert.put("created_at", time(row, "created_at").toString());
    alert.put("source", source);
    return alert;
  }

  private static Instant time(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  /** Shows one request. Rows are found by account and time, and the time is in the request's id. */
  Answer one(Call call) {
    String id = call.path("id");
    Instant at = RequestId.time(id);
    if (at == null) {
      throw call.notFound();
    }
    return Answer.ok(jdbc.sql("select * from request_log where account_id = :account and created_at = :at and id = :id")
        .param("account", call.accountId()).param("at", at.atOffset(ZoneOffset.UTC)).param("id", id)
        .query(RequestQueries::detailed).optional().orElseThrow(call::notFound));
  }

  /** Lists sessions, the last one used first. */
  Answer sessions(Call call) {
    Query query = call.query();
    int limit = query.limit();
    JdbcClient.StatementSpec sql = jdbc.sql("select * from (select session_id as id, first_at, last_at, requests, errors, input_tokens, "
        + "output_tokens, cached_tokens, tools_called, cost_usd from session_usage where account_id = :account) sessions where "
        + Cursor.behind("last_at")
        + " order by last_at desc, id desc limit :count offset :skip")
        .param("account", call.accountId()).params(Cursor.parameters(query.after()))
        .param("count", limit + 1).param("skip", query.offset());
    return Page.of(sql.query(RequestQueries::session).list(), limit, row ->
        new Cursor(Instant.parse((String) row.get("last_at")), (String) row.get("id")), row -> row);
  }

  private static Map<String, Object> session(ResultSet row, int number) throws SQLException {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", row.getString("id"));
    view.put("first_at", time(row, "first_at").toString());
    view.put("last_at", time(row, "last_at").toString());
    for (String sum : List.of("requests", "errors", "input_tokens", "output_tokens", "cached_tokens", "tools_called")) {
      view.put(sum, row.getLong(sum));
    }
    view.put("cost_usd", Money.shown(row.getBigDecimal("cost_usd")));
    return view;
  }
}
