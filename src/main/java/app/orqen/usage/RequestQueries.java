package app.orqen.usage;

import app.orqen.cost.Money;
import app.orqen.endpoint.Answer;
import app.orqen.endpoint.Cursor;
import app.orqen.endpoint.EndpointCall;
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

  private static final String[] COLUMNS = {"key_id", "surface", "provider", "model", "stream", "status", "error_code",
    "error_source", "input_tokens", "output_tokens", "ttft_ms", "duration_ms", "overhead_ms", "tools_in", "tools_out", "tools_called"};
  /** What each row tells of its cost; rows of earlier releases have none of it. */
  private static final List<String> COST = List.of("cost_usd", "saved_usd");
  private static final List<String> TOKENS = List.of("cached_tokens", "cache_write_tokens", "reasoning_tokens");
  /** The columns that only the answer for a single request has. */
  private static final String[] DETAILS = {"operation", "tokens_saved", "tools_missed", "prune_shadow", "provider_said"};

  private final JdbcClient jdbc;
  private final RequestRows rows;

  RequestQueries(JdbcClient jdbc, RequestRows rows) {
    this.jdbc = jdbc;
    this.rows = rows;
  }

  Answer list(EndpointCall call) {
    String session = call.query().text("session_id");
    return list(call, null, session == null ? null : times(call, session));
  }

  /** Lists the requests of the session that the path names. A session without requests is a 404. */
  Answer ofSession(EndpointCall call) {
    String id = call.path("id");
    RequestFilter.Times times = times(call, id);
    if (times == null) {
      throw call.notFound();
    }
    return list(call, id, times);
  }

  private RequestFilter.Times times(EndpointCall call, String session) {
    return jdbc.sql("select first_at, last_at from session_usage where account_id = :account and session_id = :id")
        .param("account", call.accountId()).param("id", session)
        .query((row, number) -> new RequestFilter.Times(time(row, "first_at"), time(row, "last_at"))).optional().orElse(null);
  }

  private Answer list(EndpointCall call, String session, RequestFilter.Times times) {
    Query query = call.query();
    int limit = query.limit();
    List<Map<String, Object>> found =
        rows.newest(call.accountId(), RequestFilter.of(query, session, times), limit + 1, query.offset(), RequestQueries::request);
    return Page.of(found, limit, row ->
        new Cursor(Instant.parse((String) row.get("created_at")), (String) row.get("id")), row -> row);
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

  private static Instant time(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }

  /** Shows one request. Rows are found by account and time, and the time is in the request's id. */
  Answer one(EndpointCall call) {
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
  Answer sessions(EndpointCall call) {
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
