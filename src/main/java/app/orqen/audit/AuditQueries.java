package app.orqen.audit;

import app.orqen.endpoint.Answer;
import app.orqen.endpoint.Cursor;
import app.orqen.endpoint.EndpointCall;
import app.orqen.endpoint.Page;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonRawValue;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Lists audit entries, newest first. */
final class AuditQueries {

  private final JdbcClient jdbc;

  AuditQueries(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** An entry as callers see it. Its {@code changes} are already JSON. */
  record View(String id, String object, @JsonProperty("created_at") String createdAt,
      @JsonProperty("account_id") String accountId, String actor, @JsonProperty("key_id") String keyId, String action,
      String target, @JsonRawValue String changes) {}

  Answer ofAccount(EndpointCall call) {
    return page(call, call.accountId());
  }

  /** Lists the entries of all accounts, or of the account that the parameter {@code account_id} names. */
  Answer ofAll(EndpointCall call) {
    return page(call, call.query().text("account_id"));
  }

  private Answer page(EndpointCall call, String account) {
    int limit = call.query().limit();
    Map<String, Object> parameters = new LinkedHashMap<>(Cursor.parameters(call.query().after()));
    StringBuilder sql = new StringBuilder("select * from audit_entry where ").append(Cursor.behind("created_at"));
    if (account != null) {
      sql.append(" and account_id = :account");
      parameters.put("account", account);
    }
    String action = call.query().text("action");
    if (action != null) {
      sql.append(" and action = :action");
      parameters.put("action", action);
    }
    sql.append(" order by created_at desc, id desc limit :count offset :skip");
    parameters.put("count", limit + 1);
    parameters.put("skip", call.query().offset());
    return Page.of(jdbc.sql(sql.toString()).params(parameters).query(AuditQueries::entry).list(), limit,
        entry -> new Cursor(Instant.parse(entry.createdAt), entry.id), entry -> entry);
  }

  private static View entry(ResultSet row, int number) throws SQLException {
    return new View(row.getString("id"), "audit.entry",
        row.getObject("created_at", OffsetDateTime.class).toInstant().toString(), row.getString("account_id"),
        row.getString("actor"), row.getString("key_id"), row.getString("action"), row.getString("target"),
        row.getString("changes"));
  }
}
