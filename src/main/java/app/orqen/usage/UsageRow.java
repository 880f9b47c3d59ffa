package app.orqen.usage;

import app.orqen.inbound.Inbound;
import app.orqen.inbound.Outcome;
import app.orqen.translate.wire.Operation;
import app.orqen.usage.TimeCounts.Metric;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/**
 * The metadata of one model call as it is stored. There is a value for each column, in the order of {@link #INSERT}.
 *
 * @param share what it adds to the sums of its hour and its day
 * @param session what it adds to the sums of its session; null when it is in none
 * @param tags its labels
 * @param marks its marks, by which it is found among others ({@link UsageMarks})
 * @param toolsCalled how many calls of tools its answer has
 */
record UsageRow(PeriodSums.Share share, SessionSums.Share session, List<String> tags, List<String> marks, long toolsCalled, Object... values) {

  static final String INSERT = """
      insert into request_log (id, account_id, key_id, created_at,
        surface, operation, provider, model, session_id, stream, status, error_code, error_source,
        input_tokens, output_tokens, cached_tokens,
        tools_in, tools_out, tokens_saved, tools_called, tools_missed, prune_shadow, tools_kept, tools_dropped,
        tools_recovered, ttft_ms, duration_ms, overhead_ms, cost_usd, saved_usd, cache_write_tokens, reasoning_tokens,
        usage_estimated, tags, tools_refused, cache_break_reason,
        cache_break_usd, runaway, provider_said, tools_late, attempts, summed, summed_too)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, true, true)""";

  /** The types of the columns. Without them the driver would ask the database for the type of each null. */
  private static final int[] TYPES = {
      Types.VARCHAR, Types.VARCHAR, Types.VARCHAR, Types.TIMESTAMP_WITH_TIMEZONE,
      Types.VARCHAR, Types.VARCHAR, Types.VARCHAR, Types.VARCHAR, Types.VARCHAR, Types.BOOLEAN, Types.INTEGER,
      Types.VARCHAR, Types.VARCHAR,
      Types.BIGINT, Types.BIGINT, Types.BIGINT,
      Types.INTEGER, Types.INTEGER, Types.BIGINT, Types.INTEGER, Types.INTEGER, Types.BOOLEAN,
      Types.VARCHAR, Types.VARCHAR, Types.VARCHAR,
      Types.DOUBLE, Types.DOUBLE, Types.DOUBLE, Types.NUMERIC, Types.NUMERIC, Types.BIGINT, Types.BIGINT, Types.BOOLEAN,
      Types.VARCHAR, Types.VARCHAR, Types.VARCHAR, Types.NUMERIC, Types.VARCHAR, Types.VARCHAR, Types.INTEGER, Types.VARCHAR};

  private static final double NANOS_PER_MILLI = 1e6;
  private static final int LONGEST_WORDS = 500;

  static UsageRow of(Inbound inbound, String operation, long durationNanos) {
    Outcome outcome = inbound.outcome();
    return new UsageRow(share(inbound, outcome, durationNanos), session(inbound, outcome, operation), outcome.tags(),
        marks(inbound.surface().label(), operation, outcome.tools().recovered() != null || outcome.tools().refused() != null,
            outcome.tools().shadow() && outcome.tools().calledCount() > 0),
        outcome.tools().calledCount(), inbound.requestId(), outcome.accountId(), outcome.keyId(),
        inbound.receivedAt().truncatedTo(ChronoUnit.MILLIS).atOffset(ZoneOffset.UTC),
        inbound.surface().label(), operation, clean(outcome.provider(), 60), clean(outcome.model(), 300),
        clean(outcome.sessionId(), 128), outcome.stream(), outcome.status(), clean(outcome.errorCode(), 100),
        clean(outcome.errorSource(), 20),
        outcome.usage().input(), outcome.usage().output(), outcome.usage().cached(),
        outcome.tools().in(), outcome.tools().out(), outcome.tools().tokensSaved(),
        outcome.tools().calledCount(), outcome.tools().missedCount(),
        outcome.tools().shadow(), outcome.tools().kept(), outcome.tools().dropped(), outcome.tools().recovered(),
        outcome.firstByteNanos() == 0 ? null : outcome.firstByteNanos() / NANOS_PER_MILLI,
        durationNanos / NANOS_PER_MILLI,
        outcome.overheadNanos() / NANOS_PER_MILLI,
        outcome.bill().usd(), outcome.bill().savedUsd(), outcome.usage().cacheWrite(), outcome.usage().reasoning(),
        outcome.bill().isEstimated(), outcome.tags().isEmpty() ? null : outcome.tags(), outcome.tools().refused(),
        outcome.cacheBreakReason(), outcome.cacheBreakUsd(), clean(outcome.tools().runaway(), 128),
        outcome.errorCode() == null ? null : clean(outcome.providerSaid(), LONGEST_WORDS), outcome.tools().lateCount(),
        AttemptsColumn.text(outcome));
  }

  /** Returns what the row adds to the sums of its hour and its day. */
  private static PeriodSums.Share share(Inbound inbound, Outcome outcome, long durationNanos) {
    BigDecimal cost = outcome.bill().usd();
    return new PeriodSums.Share(outcome.accountId(), inbound.receivedAt().getEpochSecond(), outcome.keyId(),
        orEmpty(clean(outcome.provider(), 60)), orEmpty(clean(outcome.model(), 300)), outcome.status(), orEmpty(clean(outcome.errorCode(), 100)),
        orEmpty(clean(outcome.errorSource(), 20)), times(outcome, durationNanos), 1L, outcome.usage().input(), outcome.usage().output(), outcome.usage().cached(),
        outcome.usage().cacheWrite(), outcome.usage().reasoning(), outcome.tools().in(), outcome.tools().out(), outcome.tools().tokensSaved(),
        outcome.tools().shadow() ? outcome.tools().calledCount() : 0, outcome.tools().shadow() ? outcome.tools().missedCount() : 0,
        cost == null ? BigDecimal.ZERO : cost, outcome.bill().savedUsd(), cost == null ? 1L : 0L,
        outcome.tools().rankedCalled(), outcome.tools().rankedMissed());
  }

  private static TimeCounts times(Outcome outcome, long durationNanos) {
    TimeCounts times = new TimeCounts();
    return outcome.errorCode() != null ? times : times
        .add(Metric.TTFT, outcome.firstByteNanos() == 0 ? null : outcome.firstByteNanos() / NANOS_PER_MILLI)
        .add(Metric.DURATION, durationNanos / NANOS_PER_MILLI).add(Metric.OVERHEAD, outcome.overheadNanos() / NANOS_PER_MILLI);
  }

  /** Returns what the row adds to the sums of its session; null when it is in none. A count of tokens isn't a call of a model, and reading what is stored isn't one. */
  static SessionSums.Share session(Inbound inbound, Outcome outcome, String operation) {
    boolean called = outcome.bill().tariff() != null && !Operation.COUNT_TOKENS.label().equals(operation)
        && !Operation.RESPONSE.label().equals(operation);
    return outcome.sessionId() == null ? null : new SessionSums.Share(outcome.accountId(), clean(outcome.sessionId(), 128), outcome.keyId(),
        inbound.receivedAt().truncatedTo(ChronoUnit.MILLIS).atOffset(ZoneOffset.UTC), called ? 1 : 0,
        outcome.bill().known());
  }

  /** Returns what the row adds to the sums of its session over all keys; null when it is in none. */
  SessionUsage.Share sessionUsage() {
    return session == null ? null : new SessionUsage.Share(share, session.session(), session.at(), toolsCalled, session.cost());
  }

  /**
   * Returns the marks of a row.
   *
   * @param recall whether its model wanted tools that were left out
   * @param watched whether it is in shadow mode and its answer calls tools
   */
  static List<String> marks(String surface, String operation, boolean recall, boolean watched) {
    List<String> marks = new ArrayList<>(4);
    marks.add(UsageMarks.surface(surface));
    marks.add(UsageMarks.operation(operation));
    if (recall) {
      marks.add(UsageMarks.RECALL);
    }
    if (watched) {
      marks.add(UsageMarks.WATCHED);
    }
    return marks;
  }

  /** Returns the hour in which the row has its marks. */
  UsageMarks.Share marked() {
    return new UsageMarks.Share(share.account(), share.second(), marks);
  }

  private static String orEmpty(String text) {
    return text == null ? "" : text;
  }

  /** Sets a statement's parameters. Names of tools become text here, since this isn't the request's own time. */
  void bind(PreparedStatement statement) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      Object value = values[i] instanceof List<?> names ? ToolNamesColumn.text(names) : values[i];
      if (value == null) {
        statement.setNull(i + 1, TYPES[i]);
      } else {
        statement.setObject(i + 1, value);
      }
    }
  }

  /** Returns text from a caller as it fits into a column or a log line: not too long, and without control characters. */
  static String clean(String text, int longest) {
    if (text == null) {
      return null;
    }
    int end = Math.min(text.length(), longest);
    for (int i = 0; i < end; i++) {
      if (unfit(text.charAt(i))) {
        return replaced(text, end);
      }
    }
    return end == text.length() ? text : text.substring(0, end);
  }

  private static String replaced(String text, int end) {
    StringBuilder clean = new StringBuilder(end);
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      clean.append(unfit(c) ? '?' : c);
    }
    return clean.toString();
  }

  private static boolean unfit(char c) {
    return Character.isISOControl(c) || Character.isSurrogate(c) || c == '\u2028' || c == '\u2029';
  }
}
