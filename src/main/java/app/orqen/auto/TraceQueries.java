package app.orqen.auto;

import app.orqen.endpoint.Answer;
import app.orqen.endpoint.Cursor;
import app.orqen.endpoint.EndpointCall;
import app.orqen.endpoint.Page;
import app.orqen.endpoint.Times;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Answers which decisions were made lately, and why. */
final class TraceQueries {

  private static final ObjectMapper JSON = new ObjectMapper();

  private final JdbcClient jdbc;

  TraceQueries(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Lists an account's latest decisions, the newest first. */
  Answer list(EndpointCall call) {
    int limit = call.query().limit();
    List<Map<String, Object>> rows = jdbc.sql("select * from routing_trace where account_id = :account and "
            + Cursor.behind("created_at") + " order by created_at desc, id desc limit " + (limit + 1))
        .param("account", call.accountId()).params(Cursor.parameters(call.query().after())).query(TraceQueries::view).list();
    return Page.of(rows, limit, row -> new Cursor(Instant.parse((String) row.get("created_at")), (String) row.get("id")), row -> row);
  }

  private static Map<String, Object> view(ResultSet row, int number) throws SQLException {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", row.getString("id"));
    view.put("object", "routing.trace");
    view.put("created_at", Times.json(row.getObject("created_at", OffsetDateTime.class).toInstant()));
    for (String column : List.of("request_id", "session_id", "mode", "model", "reason")) {
      view.put(column, row.getString(column));
    }
    Map<String, Object> intent = new LinkedHashMap<>();
    intent.put("complexity", row.getString("complexity"));
    intent.put("needs", json(row.getString("needs")));
    view.put("intent", intent);
    view.put("candidates", json(row.getString("candidates")));
    view.put("sticky", row.getBoolean("sticky"));
    return view;
  }

  private static JsonNode json(String column) {
    try {
      return JSON.readTree(column);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a column of a decision isn't JSON", e);
    }
  }
}
