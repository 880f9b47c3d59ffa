package app.orqen.usage;

import app.orqen.usage.SumTable.Merge;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcOperations;

/** Adds rows to the sums of their sessions by key, in the transaction in which the rows are written. */
final class SessionSums {

  private final SumTable table;

  SessionSums(JdbcOperations jdbc, boolean embedded) {
    Map<String, Merge> values = new LinkedHashMap<>();
    values.put("last_at", Merge.LAST);
    values.putAll(SumTable.sumsOf(List.of("calls", "cost_usd")));
    this.table = new SumTable(jdbc, embedded, "usage_session", List.of("account_id", "session_id", "key_id"), values);
  }

  /** What one row adds. */
  record Share(String account, String session, String key, OffsetDateTime at, long calls, BigDecimal cost) {}

  void add(List<UsageRow> rows) {
    SumTable.Sums sums = table.sums();
    rows.stream().map(UsageRow::session).filter(share -> share != null)
        .forEach(share -> sums.add(List.of(share.account, share.session, share.key), share.at, share.calls, share.cost));
    table.add(sums);
  }
}
