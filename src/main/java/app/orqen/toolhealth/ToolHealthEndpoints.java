package app.orqen.toolhealth;

import app.orqen.endpoint.Answer;
import app.orqen.endpoint.EndpointCall;
import app.orqen.endpoint.Page;
import app.orqen.tools.ToolIssue;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The endpoints that say how well the tools of the caller's account are described and found, and what would improve them. */
final class ToolHealthEndpoints {

  private static final double THOUSANDTHS = 1_000;

  private record Row(String name, long seen, long forwarded, long called, long recovered, long missed, List<ToolIssue> issues,
      String other, double similarity, String description) {

    static Row of(ResultSet row, int number) throws SQLException {
      return new Row(row.getString("name"), row.getLong("seen"), row.getLong("forwarded"), row.getLong("called"),
          row.getLong("recovered"), row.getLong("missed"), Issues.read(row.getString("issues")), row.getString("other"),
          row.getDouble("similarity"), row.getString("description"));
    }

    /** Returns the share of requests with the tool in which the model called it; null when it was never forwarded. */
    Double callThrough() {
      return forwarded == 0 ? null : Math.min(1, rounded(called / (double) forwarded));
    }
  }

  private final JdbcClient jdbc;

  ToolHealthEndpoints(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  private List<Row> rows(EndpointCall call) {
    return jdbc.sql("select * from tool_health where account_id = :account").param("account", call.accountId())
        .query(Row::of).list().stream().sorted(Comparator.comparing(Row::name)).toList();
  }

  Answer health(EndpointCall call) {
    return Page.byName(rows(call), call.query().limit(), call.query().afterName(), Row::name, ToolHealthEndpoints::json);
  }

  private static Map<String, Object> json(Row row) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("object", "tools.health");
    json.put("name", row.name());
    json.put("description", row.description());
    json.put("seen", row.seen());
    json.put("forwarded", row.forwarded());
    json.put("called", row.called());
    json.put("recovered", row.recovered());
    json.put("missed", row.missed());
    json.put("call_through", row.callThrough());
    json.put("score", Issues.score(row.issues()));
    json.put("issues", row.issues().stream().map(issue -> Issues.json(issue, row.name(), row.other())).toList());
    return json;
  }

  /** Lists pairs of tools that a model can hardly tell apart, the most alike first; each pair once. */
  Answer suggestions(EndpointCall call) {
    Map<String, Row> all = rows(call).stream().filter(row -> row.other() != null)
        .collect(Collectors.toMap(Row::name, Function.identity(), (one, other) -> one, LinkedHashMap::new));
    List<Map<String, Object>> pairs = all.values().stream()
        .filter(row -> row.name().compareTo(row.other()) < 0 || !isMutual(row, all))
        .sorted(Comparator.comparing(Row::similarity).reversed().thenComparing(Row::name))
        .map(ToolHealthEndpoints::suggestion).toList();
    int limit = call.query().limit();
    return Page.of(pairs.subList(0, Math.min(limit, pairs.size())), limit, pair -> null, pair -> pair);
  }

  private static boolean isMutual(Row row, Map<String, Row> all) {
    Row other = all.get(row.other());
    return other != null && row.name().equals(other.other());
  }

  private static Map<String, Object> suggestion(Row row) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("object", "tools.suggestion");
    json.put("tool", row.name());
    json.put("other", row.other());
    json.put("similarity", rounded(row.similarity()));
    json.put("suggestion", Issues.distinguish(row.name(), row.other()));
    return json;
  }

  private static double rounded(double share) {
    return Math.round(share * THOUSANDTHS) / THOUSANDTHS;
  }
}
