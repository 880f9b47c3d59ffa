package app.orqen.usage;

import app.orqen.endpoint.Answer;
import app.orqen.endpoint.EndpointCall;
import app.orqen.endpoint.Page;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lists the tools that models wanted although pruning had left them out, or would have in shadow mode. */
final class RecallAlerts {

  private final RequestRows rows;

  RecallAlerts(RequestRows rows) {
    this.rows = rows;
  }

  /** Lists them, the newest first. */
  Answer list(EndpointCall call) {
    int limit = call.query().limit();
    List<Map<String, Object>> alerts = rows.newest(call.accountId(),
            RequestRows.Filter.ofMark(" and (tools_recovered is not null or tools_refused is not null)", UsageMarks.RECALL), limit, 0,
            (row, number) -> alerts(row)).stream()
        .flatMap(List::stream).limit(limit).toList();
    return Page.of(alerts, limit, alert -> null, alert -> alert);
  }

  private static List<Map<String, Object>> alerts(ResultSet row) throws SQLException {
    List<Map<String, Object>> alerts = new ArrayList<>();
    List<String> refused = ToolNamesColumn.names(row.getString("tools_refused"));
    for (String tool : refused) {
      alerts.add(alert(row, tool, "refused"));
    }
    for (String tool : ToolNamesColumn.names(row.getString("tools_recovered"))) {
      if (!refused.contains(tool)) {
        alerts.add(alert(row, tool, row.getBoolean("prune_shadow") ? "shadow" : "recovered"));
      }
    }
    return alerts;
  }

  private static Map<String, Object> alert(ResultSet row, String tool, String source) throws SQLException {
    Map<String, Object> alert = new LinkedHashMap<>();
    alert.put("object", "tools.recall_alert");
    alert.put("tool", tool);
    alert.put("request_id", row.getString("id"));
    alert.put("created_at", row.getObject("created_at", OffsetDateTime.class).toInstant().toString());
    alert.put("source", source);
    return alert;
  }
}
