package app.orqen.auto;

import app.orqen.auto.pick.Judged;
import app.orqen.auto.pick.Question;
import app.orqen.cost.Money;
import app.orqen.endpoint.Ids;
import app.orqen.endpoint.Times;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.JdbcOperations;

/**
 * Stores decisions, behind the requests. Of each account the latest {@value #KEPT} are kept. A decision that there is no room for is
 * dropped: nothing depends on it.
 */
final class Traces implements Consumer<Trace> {

  /** How many of an account's decisions are kept. */
  static final int KEPT = 1_000;

  private static final Logger LOG = LoggerFactory.getLogger(Traces.class);
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int WAITING = 2_000;
  /** The most decisions of an account that are stored in one go, so that one account can't fill the table between two cleanings. */
  private static final int MOST_AT_ONCE = 50;
  private static final int LONGEST_SESSION = 128;
  private static final String INSERT = """
      insert into routing_trace (id, account_id, created_at, request_id, session_id, mode, model, reason, complexity, needs,
        candidates, sticky) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""";

  private final BlockingQueue<Trace> waiting = new ArrayBlockingQueue<>(WAITING);
  private final JdbcOperations jdbc;
  private final Clock clock;
  private final Duration keep;
  private boolean failing;

  /**
   * Makes an empty store.
   *
   * @param keep how long decisions are kept
   */
  Traces(JdbcOperations jdbc, Clock clock, Duration keep) {
    this.jdbc = jdbc;
    this.clock = clock;
    this.keep = keep;
  }

  @Override
  public void accept(Trace trace) {
    waiting.offer(trace);
  }

  /** Stores what waits. Never throws: a schedule would end with it. */
  synchronized void flush() {
    List<Trace> all = new ArrayList<>();
    waiting.drainTo(all);
    Map<String, Integer> stored = new HashMap<>();
    try {
      for (int i = all.size() - 1; i >= 0; i--) {
        if (stored.merge(all.get(i).accountId(), 1, Integer::sum) <= MOST_AT_ONCE) {
          store(all.get(i));
        }
      }
      failing = false;
    } catch (DataAccessException e) {
      if (!failing) {
        LOG.warn("Decisions of orqen/* can't be written, and are dropped. Cause: {}", e.toString().replaceAll("\\s+", " "));
      }
      failing = true;
    }
  }

  private void store(Trace trace) {
    try {
      jdbc.update(INSERT, Ids.random("rt_"), trace.accountId(), Times.sql(trace.at()), trace.requestId(), session(trace.sessionId()),
          trace.mode(), trace.model(), trace.reason(), trace.task().complexity().name().toLowerCase(Locale.ROOT),
          json(trace.needNames()), json(trace.shown().stream().map(one -> view(one, trace.question())).toList()), trace.sticky());
    } catch (DataIntegrityViolationException e) {
      LOG.debug("The account {} is gone", trace.accountId(), e);
    }
  }

  private static String session(String id) {
    return id == null ? null : id.substring(0, Math.min(id.length(), LONGEST_SESSION)).replace('\0', '?');
  }

  private static Map<String, Object> view(Judged one, Question question) {
    BigDecimal cost = one.fits() ? one.cost(question) : null;
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("model", one.candidate().id());
    view.put("score", Math.round(one.score() * 1e4) / 1e4);
    view.put("cost_usd", cost == null ? null : Money.shown(Money.rounded(cost)));
    view.put("ttft_ms", one.observed().ttftMillis() == null ? null : (Object) (double) Math.round(one.observed().ttftMillis()));
    view.put("excluded", one.fits() ? null : one.lack().why());
    return view;
  }

  private static String json(Object value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Deletes what is too old, and of each account what is beyond the latest {@value #KEPT}. Never throws. */
  void expire() {
    try {
      jdbc.update("delete from routing_trace where created_at < ?", Times.sql(clock.instant().minus(keep)));
      List<String> full = jdbc.queryForList(
          "select account_id from routing_trace group by account_id having count(*) > " + KEPT, String.class);
      for (String account : full) {
        jdbc.update("delete from routing_trace where account_id = ? and created_at < (select min(created_at) from (select created_at "
            + "from routing_trace where account_id = ? order by created_at desc limit " + KEPT + ") latest)", account, account);
      }
    } catch (DataAccessException e) {
      LOG.warn("Old decisions of orqen/* can't be deleted. Cause: {}", e.toString().replaceAll("\\s+", " "));
    }
  }
}
