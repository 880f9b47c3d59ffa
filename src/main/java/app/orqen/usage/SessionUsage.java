package app.orqen.usage;

import app.orqen.usage.SumTable.Merge;
import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.JdbcOperations;

/** Adds rows to the sums of their sessions over all keys, in the transaction in which the rows are written. */
final class SessionUsage {

  private final SumTable table;

  SessionUsage(JdbcOperations jdbc, boolean embedded) {
    Map<String, Merge> values = new LinkedHashMap<>();
    values.put("first_at", Merge.FIRST);
    values.put("last_at", Merge.LAST);
    values.putAll(SumTable.sumsOf(
        List.of("requests", "errors", "input_tokens", "output_tokens", "cached_tokens", "tools_called", "cost_usd")));
    this.table = new SumTable(jdbc, embedded, "session_usage", List.of("account_id", "session_id"), values);
  }

  /** What one row adds. */
  record Share(PeriodSums.Share row, String session, OffsetDateTime at, long toolsCalled, BigDecimal cost) {}

  void add(List<Share> shares) {
    SumTable.Sums sums = table.sums();
    for (Share share : shares) {
      PeriodSums.Share row = share.row;
      sums.add(List.of(row.account(), share.session), share.at, share.at, 1L, row.isError() ? 1L : 0L, row.tokens("input_tokens"),
          row.tokens("output_tokens"), row.tokens("cached_tokens"), share.toolsCalled, share.cost);
    }
    table.add(sums);
  }
}
