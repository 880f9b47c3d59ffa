package app.orqen.usage;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Adds rows of earlier releases to the sums by tag and by session, while the gateway serves; in the embedded database to the sums by
 * hour and day as well. Each piece is one transaction, in which the account's place moves on: no row is added twice. Rows of the time
 * in which replicas of that release may still write are flagged one by one: what is there at a start is added then, and what came later
 * when that time is over.
 */
final class SumsBacklog {

  private static final Logger LOG = LoggerFactory.getLogger(SumsBacklog.class);
  private static final int ROWS_AT_ONCE = 5000;
  private static final String PLACE = "select added_to, flagged_from, until from sums_backlog where account_id = ? for update";
  private static final String WHERE = " where account_id = ? and created_at > ? and created_at <= ?";
  private static final String COLUMNS = UnsummedRows.COLUMNS + ", session_id, tags, surface, operation, tools_recovered, tools_refused";

  private final JdbcOperations jdbc;
  private final TransactionOperations transactions;
  private final boolean embedded;
  private final PeriodSums periods;
  private final TagSums tags;
  private final SessionUsage sessions;
  private final UsageMarks marks;
  private final Clock clock;
  /** How far this process has looked at rows that replicas of the release before may still add to, and for whom it is done. */
  private final Map<String, OffsetDateTime> lookedAt = new HashMap<>();
  private final Set<String> done = new HashSet<>();

  SumsBacklog(JdbcOperations jdbc, TransactionOperations transactions, boolean embedded, PeriodSums periods, TagSums tags,
      SessionUsage sessions, UsageMarks marks, Clock clock) {
    this.jdbc = jdbc;
    this.transactions = transactions;
    this.embedded = embedded;
    this.periods = periods;
    this.tags = tags;
    this.sessions = sessions;
    this.marks = marks;
    this.clock = clock;
  }

  /** What is left of an account. */
  private record Place(OffsetDateTime from, OffsetDateTime flaggedFrom, OffsetDateTime until) {}

  /** A row as the sums need it. */
  private record Old(boolean summed, PeriodSums.Share share, TagSums.Share tags, SessionUsage.Share session, UsageMarks.Share marks) {}

  /**
   * Adds all rows that there are. Never throws: a schedule would end with it.
   *
   * @param goOn is asked before each piece, and ends the work with false
   */
  synchronized void addAll(BooleanSupplier goOn) {
    try {
      for (String account : jdbc.queryForList("select account_id from sums_backlog", String.class)) {
        while (goOn.getAsBoolean() && Boolean.TRUE.equals(transactions.execute(status -> piece(account)))) {
          LOG.debug("rows of an earlier release were added to the sums by tag and session");
        }
      }
    } catch (RuntimeException e) {
      LOG.warn("Rows of an earlier release can't be added to the sums by tag and session yet: {}", e.toString());
    }
  }

  /** Adds some rows. Returns whether there are more to add now. */
  private boolean piece(String account) {
    List<Place> places = jdbc.query(PLACE, (row, number) -> new Place(row.getObject(1, OffsetDateTime.class),
        row.getObject(2, OffsetDateTime.class), row.getObject(3, OffsetDateTime.class)), account);
    if (places.isEmpty()) {
      return false;
    }
    Place place = places.get(0);
    OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
    boolean over = !now.isBefore(place.until);
    boolean flagged = !place.from.isBefore(place.flaggedFrom);
    if (flagged && !over) {
      return addFlagged(account, lookedAt.getOrDefault(account, place.from), now, true);
    }
    if (flagged) {
      boolean more = addFlagged(account, place.from, place.until, false);
      if (!more) {
        jdbc.update("delete from sums_backlog where account_id = ?", account);
      }
      return more;
    }
    OffsetDateTime end = end(account, place.from, place.flaggedFrom);
    add(rows(account, place.from, end, false));
    jdbc.update("update sums_backlog set added_to = ? where account_id = ?", end, account);
    return true;
  }

  /**
   * Adds some rows and flags them.
   *
   * @param early whether replicas of the release before may write further ones, so that the account's place has to stay
   * @return whether there are more
   */
  private boolean addFlagged(String account, OffsetDateTime from, OffsetDateTime until, boolean early) {
    if (!from.isBefore(until) || early && done.contains(account)) {
      return false;
    }
    OffsetDateTime end = end(account, from, until);
    add(rows(account, from, end, true));
    if (early) {
      lookedAt.put(account, end);
    } else {
      jdbc.update("update sums_backlog set added_to = ? where account_id = ?", end, account);
    }
    boolean more = end.isBefore(until);
    if (early && !more) {
      done.add(account);
    }
    return more;
  }

  /** Returns the time of the last row of a piece; the end of the range when the piece reaches it. */
  private OffsetDateTime end(String account, OffsetDateTime from, OffsetDateTime until) {
    List<OffsetDateTime> ends = jdbc.queryForList("select created_at from request_log" + WHERE + " order by created_at limit 1 offset ?",
        OffsetDateTime.class, account, from, until, ROWS_AT_ONCE - 1);
    return ends.isEmpty() ? until : ends.get(0);
  }

  private List<Old> rows(String account, OffsetDateTime from, OffsetDateTime end, boolean flagged) {
    Object[] range = {account, from, end};
    if (!embedded) {
      return flagged
          ? jdbc.query("update request_log set summed_too = true" + WHERE + " and not summed_too returning summed, " + COLUMNS,
              (row, number) -> old(row), range)
          : jdbc.query("select summed, " + COLUMNS + " from request_log" + WHERE + " and not summed_too", (row, number) -> old(row), range);
    }
    List<Old> rows = jdbc.query("select summed, " + COLUMNS + " from request_log" + WHERE + " and not summed_too",
        (row, number) -> old(row), range);
    jdbc.update("update request_log set summed = true, summed_too = true" + WHERE + " and not summed_too", range);
    return rows;
  }

  private void add(List<Old> rows) {
    if (embedded) {
      periods.add(rows.stream().filter(row -> !row.summed).map(Old::share).toList());
    }
    // In the order in which new rows are added, so that neither waits for the other.
    sessions.add(rows.stream().filter(row -> row.session != null).map(Old::session).toList());
    tags.add(rows.stream().map(Old::tags).toList());
    marks.add(rows.stream().map(Old::marks).toList());
  }

  private static Old old(ResultSet row) throws SQLException {
    PeriodSums.Share share = UnsummedRows.share(row);
    List<String> tags = new ArrayList<>(ToolNamesColumn.names(row.getString("tags")));
    String session = row.getString("session_id");
    OffsetDateTime at = row.getObject("created_at", OffsetDateTime.class);
    return new Old(row.getBoolean("summed"), share, new TagSums.Share(share, tags), session == null ? null
        : new SessionUsage.Share(share, session, at, row.getLong("tools_called"), share.cost()),
        new UsageMarks.Share(share.account(), share.second(), UsageRow.marks(row.getString("surface"), row.getString("operation"),
            row.getString("tools_recovered") != null || row.getString("tools_refused") != null,
            row.getBoolean("prune_shadow") && row.getLong("tools_called") > 0)));
  }
}
