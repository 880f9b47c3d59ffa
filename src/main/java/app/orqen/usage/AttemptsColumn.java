package app.orqen.usage;

import app.orqen.inbound.AttemptLog;
import app.orqen.inbound.AttemptLog.Attempt;
import app.orqen.inbound.Outcome;
import app.orqen.reply.ErrorCode;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The column with the calls of a request that had several targets: a JSON list. A request with one target has none. */
final class AttemptsColumn {

  private static final ObjectMapper JSON = new ObjectMapper();
  /** The gateway's own errors that only a call can have. */
  private static final Set<String> OF_A_CALL = Set.of(ErrorCode.PROVIDER_UNREACHABLE.code(), ErrorCode.PROVIDER_TIMEOUT.code());

  private AttemptsColumn() {}

  /** Returns the column's text; null for a request without a plan. */
  static String text(Outcome outcome) {
    AttemptLog log = outcome.attempts();
    if (log == null) {
      return null;
    }
    log.end(outcome.status(), outcome.errorCode());
    try {
      return JSON.writeValueAsString(log.ended().stream().map(AttemptsColumn::view).toList());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Map<String, Object> view(Attempt attempt) {
    return view(UsageRow.clean(attempt.provider(), 60), UsageRow.clean(attempt.model(), 300), attempt.credential(), attempt.status(),
        UsageRow.clean(attempt.errorCode(), 100), attempt.durationMs());
  }

  private static Map<String, Object> view(String provider, String model, String credential, Integer status, String errorCode,
      Double durationMs) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("provider", provider);
    view.put("model", model);
    view.put("credential", credential);
    view.put("status", status);
    view.put("error_code", errorCode);
    view.put("duration_ms", durationMs);
    return view;
  }

  /** Returns the calls of a row. A request without a plan had one call, unless the gateway refused it before. */
  static List<Map<String, Object>> read(ResultSet row) throws SQLException {
    String text = row.getString("attempts");
    if (text != null) {
      try {
        return JSON.readValue(text, new TypeReference<>() {});
      } catch (JsonProcessingException e) {
        throw new IllegalStateException("the column is no JSON list of calls", e);
      }
    }
    String code = row.getString("error_code");
    boolean called = row.getString("provider") != null && (code == null || "provider".equals(row.getString("error_source"))
        || OF_A_CALL.contains(code));
    return called ? List.of(view(row.getString("provider"), row.getString("model"), null, row.getInt("status"), code,
        row.getDouble("duration_ms"))) : List.of();
  }
}
