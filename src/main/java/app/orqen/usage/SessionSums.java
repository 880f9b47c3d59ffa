package app.orqen.usage;

import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcOperations;

/** Adds rows to the sums of their sessions, in the transaction in which the rows are written, in the order of their key. */
final class SessionSums {

  private static final String ADD = """
      update usage_session set last_at = ?, calls = calls + ?, cost_usd = cost_usd + ?
      where account_id = ? and session_id = ? and key_id = ?""";
  private static final String INSERT = """
      insert into usage_session (last_at, calls, cost_usd, account_id, session_id, key_id) values (?, ?, ?, ?, ?, ?)""";
  private static final String UPSERT = INSERT + """
       on conflict (account_id, session_id, key_id) do update set last_at = greatest(usage_session.last_at, excluded.last_at),
        calls = usage_session.calls + excluded.calls, cost_usd = usage_session.cost_usd + excluded.cost_usd""";

  private final JdbcOperations jdbc;
  private final boolean embedded;

  SessionSums(JdbcOperations jdbc, boolean embedded) {
    this.jdbc = jdbc;
    this.embedded = embedded;
  }

  /** What one row adds. */
  record Share(String account, String session, String key, OffsetDateTime at, long calls, BigDecimal cost) {

    private List<String> sessionKey() {
      return List.of(account, session, key);
    }

    private Share plus(Share other) {
      return new Share(account, session, key, other.at.isAfter(at) ? other.at : at, calls + other.calls, cost.add(other.cost));
    }
  }

  void add(List<UsageRow> rows) {
    Map<List<String>, Share> sessions = new HashMap<>();
    for (UsageRow row : rows) {
      if (row.session() != null) {
        sessions.merge(row.session().sessionKey(), row.session(), Share::plus);
      }
    }
    List<Object[]> sorted = sessions.values().stream().sorted(Comparator.comparing(share -> share.sessionKey().toString()))
        .map(share -> new Object[] {share.at, share.calls, share.cost, share.account, share.session, share.key}).toList();
    if (sorted.isEmpty()) {
      return;
    }
    if (!embedded) {
      jdbc.batchUpdate(UPSERT, sorted);
      return;
    }
    for (Object[] session : sorted) {
      if (jdbc.update(ADD, session) == 0) {
        jdbc.update(INSERT, session);
      }
    }
  }
}
