package app.orqen.usage;

import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.jdbc.core.JdbcOperations;

/** Adds rows to the sums of their sessions over all keys, in the transaction in which the rows are written, in the order of their key. */
final class SessionUsage {

  private static final String ADD = """
      update session_usage set first_at = least(first_at, ?), last_at = greatest(last_at, ?), requests = requests + ?,
        errors = errors + ?, input_tokens = input_tokens + ?, output_tokens = output_tokens + ?, cached_tokens = cached_tokens + ?,
        tools_called = tools_called + ?, cost_usd = cost_usd + ?
      where account_id = ? and session_id = ?""";
  private static final String INSERT = """
      insert into session_usage (first_at, last_at, requests, errors, input_tokens, output_tokens, cached_tokens, tools_called,
        cost_usd, account_id, session_id)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";
  private static final String UPSERT = INSERT + """
       on conflict (account_id, session_id) do update set first_at = least(session_usage.first_at, excluded.first_at),
        last_at = greatest(session_usage.last_at, excluded.last_at), requests = session_usage.requests + excluded.requests,
        errors = session_usage.errors + excluded.errors, input_tokens = session_usage.input_tokens + excluded.input_tokens,
        output_tokens = session_usage.output_tokens + excluded.output_tokens,
        cached_tokens = session_usage.cached_tokens + excluded.cached_tokens,
        tools_called = session_usage.tools_called + excluded.tools_called, cost_usd = session_usage.cost_usd + excluded.cost_usd""";

  private final JdbcOperations jdbc;
  private final boolean embedded;

  SessionUsage(JdbcOperations jdbc, boolean embedded) {
    this.jdbc = jdbc;
    this.embedded = embedded;
  }

  /** What one row adds. */
  record Share(String account, String session, OffsetDateTime first, OffsetDateTime last, long requests, long errors, long input,
      long output, long cached, long toolsCalled, BigDecimal cost) {

    /** Returns what one row adds whose sums are known. */
    static Share of(PeriodSums.Share row, String session, OffsetDateTime at, long toolsCalled, BigDecimal cost) {
      boolean failed = row.status() >= 400 || !row.errorCode().isEmpty();
      return new Share(row.account(), session, at, at, 1, failed ? 1 : 0, row.tokens("input_tokens"), row.tokens("output_tokens"),
          row.tokens("cached_tokens"), toolsCalled, cost);
    }

    private Share plus(Share other) {
      return new Share(account, session, other.first.isBefore(first) ? other.first : first, other.last.isAfter(last) ? other.last : last,
          requests + other.requests, errors + other.errors, input + other.input, output + other.output, cached + other.cached,
          toolsCalled + other.toolsCalled, cost.add(other.cost));
    }

    private Object[] parameters() {
      return new Object[] {first, last, requests, errors, input, output, cached, toolsCalled, cost, account, session};
    }
  }

  void add(List<Share> shares) {
    Map<List<String>, Share> sessions = new HashMap<>();
    shares.forEach(share -> sessions.merge(List.of(share.account, share.session), share, Share::plus));
    Map<String, Share> sorted = new TreeMap<>();
    sessions.forEach((key, share) -> sorted.put(key.toString(), share));
    if (sorted.isEmpty()) {
      return;
    }
    if (!embedded) {
      jdbc.batchUpdate(UPSERT, sorted.values().stream().map(Share::parameters).toList());
      return;
    }
    for (Share share : sorted.values()) {
      if (jdbc.update(ADD, share.parameters()) == 0) {
        jdbc.update(INSERT, share.parameters());
      }
    }
  }
}
