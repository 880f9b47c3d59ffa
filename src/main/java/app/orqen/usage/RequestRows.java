package app.orqen.usage;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads rows of requests, the newest first, without reading all those that don't pass. */
final class RequestRows {

  private final JdbcClient jdbc;
  private final RowHours hours;
  private final Duration keep;
  private final Clock clock;

  /**
   * Makes the reader.
   *
   * @param keep how long rows are kept
   */
  RequestRows(JdbcClient jdbc, Duration keep, Clock clock) {
    this.jdbc = jdbc;
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
      return new Filter(conditions, Map.of(), new RowHours.Wanted("", Map.of(), null, List.of(List.of(mark))), null, null);
    }
  }

  /** Returns the newest rows of an account that pass a filter, after skipping some. */
  <T> List<T> newest(String accountId, Filter filter, int most, int skip, RowMapper<T> mapper) {
    if (filter.hours.isAny() || hours.isBehind(accountId)) {
      return rows(accountId, filter, "", Map.of(), most, skip, mapper);
    }
    List<T> found = new ArrayList<>();
    long left = skip;
    Iterator<RowHours.Span> spans = hours.of(accountId, filter.hours, from(filter), to(filter));
    while (found.size() < most && spans.hasNext()) {
      RowHours.Span span = spans.next();
      Map<String, Object> bounds = Map.of("span_from", utc(span.from()), "span_until", utc(span.until()));
      String within = " and created_at >= :span_from and created_at < :span_until";
      if (left > 0) {
        long here = jdbc.sql("select count(*)" + from(filter, within)).param("account", accountId).params(filter.parameters).params(bounds)
            .query(Long.class).single();
        if (here <= left) {
          left -= here;
          continue;
        }
      }
      found.addAll(rows(accountId, filter, within, bounds, most - found.size(), (int) left, mapper));
      left = 0;
    }
    return found;
  }

  private <T> List<T> rows(String accountId, Filter filter, String within, Map<String, Object> bounds, int most, int skip,
      RowMapper<T> mapper) {
    return jdbc.sql("select *" + from(filter, within) + " order by created_at desc, id desc limit :count offset :skip")
        .param("account", accountId).params(filter.parameters).params(bounds).param("count", most).param("skip", skip)
        .query(mapper).list();
  }

  private static String from(Filter filter, String within) {
    return " from request_log where account_id = :account" + filter.conditions + within;
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

    /** Returns all of them as one condition; empty when there are none. */
    String bare() {
      return sql.isEmpty() ? "" : sql.substring(" and ".length());
    }

    Map<String, Object> parameters() {
      return parameters;
    }
  }
}
