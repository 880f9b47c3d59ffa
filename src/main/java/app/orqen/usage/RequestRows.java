package app.orqen.usage;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads rows of requests, the newest first, without reading all those that don't pass. */
final class RequestRows {

  /** Rows of how many times one statement reads at most; the first one reads those of one, and each further one some times more. */
  private static final int MOST_AT_ONCE = 32;
  private static final int GROWTH = 4;
  private static final DateTimeFormatter HOUR = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ssxxx");

  private final JdbcClient jdbc;
  private final boolean indexed;
  private final RowHours hours;
  private final Duration keep;
  private final Clock clock;

  /**
   * Makes the reader.
   *
   * @param indexed whether the database has an index of all rows by model, as PostgreSQL has
   * @param keep how long rows are kept
   */
  RequestRows(JdbcClient jdbc, boolean indexed, Duration keep, Clock clock) {
    this.jdbc = jdbc;
    this.indexed = indexed;
    this.hours = new RowHours(jdbc);
    this.keep = keep;
    this.clock = clock;
  }

  /**
   * Which rows are wanted.
   *
   * @param conditions the conditions for rows, each with {@code and} before it
   * @param parameters those of the conditions
   * @param hours what tells in which hours such rows are
   * @param from the first moment that matters; null: any
   * @param to the last one; null: any
   */
  record Filter(String conditions, Map<String, Object> parameters, RowHours.Wanted hours, Instant from, Instant to) {

    /** Returns a filter for rows with a mark. */
    static Filter ofMark(String conditions, String mark) {
      return new Filter(conditions, Map.of(), new RowHours.Wanted("", Map.of(), null, List.of(List.of(mark)), false), null, null);
    }
  }

  /** Returns the newest rows of an account that pass a filter, after skipping some. */
  <T> List<T> newest(String accountId, Filter filter, int most, int skip, RowMapper<T> mapper) {
    if (filter.hours.isAny() || hours.isBehind(accountId)) {
      return rows(accountId, filter, List.of(""), most, skip, mapper);
    }
    if (indexed && filter.hours.onlyModel()) {
      RowHours.Span all = hours.allOf(accountId, filter.hours, from(filter), to(filter));
      return all == null ? List.of() : rows(accountId, filter, List.of(within(all)), most, skip, mapper);
    }
    List<T> found = new ArrayList<>();
    long left = skip;
    int atOnce = 1;
    Iterator<RowHours.Span> spans = hours.of(accountId, filter.hours, from(filter), to(filter));
    while (found.size() < most && spans.hasNext()) {
      List<String> within = new ArrayList<>();
      while (within.size() < atOnce && spans.hasNext()) {
        within.add(within(spans.next()));
      }
      atOnce = Math.min(MOST_AT_ONCE, atOnce * GROWTH);
      if (left > 0) {
        long here = count(accountId, filter, within);
        if (here <= left) {
          left -= here;
          continue;
        }
      }
      found.addAll(rows(accountId, filter, within, most - found.size(), (int) left, mapper));
      left = 0;
    }
    return found;
  }

  private long count(String accountId, Filter filter, List<String> within) {
    return sql("select sum(found) from (" + each("select count(*) as found", filter, within, "") + ") counts", accountId, filter)
        .query(Long.class).single();
  }

  private <T> List<T> rows(String accountId, Filter filter, List<String> within, int most, int skip, RowMapper<T> mapper) {
    String newest = " order by created_at desc, id desc limit ";
    return sql("select * from (" + each("select *", filter, within, newest + (most + skip)) + ") found" + newest + ":count offset :skip",
        accountId, filter).param("count", most).param("skip", skip).query(mapper).list();
  }

  /** Returns one query for each of some times, put together. */
  private static String each(String select, Filter filter, List<String> within, String newest) {
    return within.stream().map(time -> '(' + select + " from request_log where account_id = :account" + filter.conditions + time + newest + ')')
        .collect(Collectors.joining(" union all "));
  }

  private JdbcClient.StatementSpec sql(String sql, String accountId, Filter filter) {
    return jdbc.sql(sql).param("account", accountId).params(filter.parameters);
  }

  /** Returns the condition for a time. It has no parameters, so that the database chooses partitions before it plans the rest. */
  private static String within(RowHours.Span span) {
    return " and created_at >= timestamp with time zone '" + literal(span.from()) + "' and created_at < timestamp with time zone '"
        + literal(span.until()) + '\'';
  }

  private static String literal(Instant hour) {
    return utc(hour).format(HOUR);
  }

  /** Returns the first moment that may have rows. They go with their UTC day, or up to a day later. */
  private Instant from(Filter filter) {
    Instant oldest = clock.instant().minus(keep).minus(1, ChronoUnit.DAYS);
    return filter.from == null || filter.from.isBefore(oldest) ? oldest : filter.from;
  }

  /** Returns the last moment that may have rows. A replica's clock may be ahead of this one's. */
  private Instant to(Filter filter) {
    Instant newest = clock.instant().plus(1, ChronoUnit.DAYS);
    return filter.to == null || filter.to.isAfter(newest) ? newest : filter.to;
  }

  static OffsetDateTime utc(Instant time) {
    return time == null ? null : time.atOffset(ZoneOffset.UTC);
  }

  /** Puts a condition together, and what it has for parameters. */
  static final class Conditions {

    private final StringBuilder sql = new StringBuilder();
    private final Map<String, Object> parameters = new HashMap<>();

    /** Adds a condition that has one parameter, unless its value is null. */
    Conditions and(String condition, String name, Object value) {
      if (value != null) {
        sql.append(" and ").append(condition);
        parameters.put(name, value);
      }
      return this;
    }

    Conditions and(String condition) {
      sql.append(" and ").append(condition);
      return this;
    }

    Conditions with(Map<String, Object> more) {
      parameters.putAll(more);
      return this;
    }

    /** Returns all of them, each with {@code and} before it. */
    String sql() {
      return sql.toString();
    }

    /** Returns all of them as one condition; empty without a condition. */
    String bare() {
      return sql.isEmpty() ? "" : sql.substring(" and ".length());
    }

    Map<String, Object> parameters() {
      return parameters;
    }
  }
}
