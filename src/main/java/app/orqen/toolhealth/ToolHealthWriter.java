package app.orqen.toolhealth;

import app.orqen.endpoint.Times;
import app.orqen.tools.SeenTool;
import app.orqen.tools.ToolIssue;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/** Stores what was counted of tools, judges new definitions, and deletes what has not been sent for long. */
final class ToolHealthWriter {

  private static final Logger LOG = LoggerFactory.getLogger(ToolHealthWriter.class);

  /** Tools that are stored for an account; more are not. */
  private static final int MAX_STORED = 2_000;
  /** Lists that are judged in one go. */
  private static final int MAX_JUDGED = 32;

  private final ToolHealth health;
  private final JdbcOperations jdbc;
  private final TransactionTemplate transaction;
  private final Clock clock;
  private final Duration keep;
  private boolean failing;

  ToolHealthWriter(ToolHealth health, JdbcOperations jdbc, TransactionTemplate transaction, Clock clock, Duration keep) {
    this.health = health;
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.clock = clock;
    this.keep = keep;
  }

  /** Stores what waits. Never throws: a schedule would end with it. */
  synchronized void flush() {
    try {
      Iterator<Map.Entry<ToolHealth.Tool, ToolCounts>> all = health.counted().entrySet().iterator();
      while (all.hasNext()) {
        Map.Entry<ToolHealth.Tool, ToolCounts> one = all.next();
        if (!store(one.getKey(), one.getValue())) {
          all.remove(); // A count that is added just now is lost: once, for a tool that rested.
        }
      }
      ToolHealth.Fresh list = health.nextFresh();
      for (int i = 0; list != null; list = ++i < MAX_JUDGED ? health.nextFresh() : null) {
        judge(list);
      }
      failing = false;
    } catch (DataAccessException | TransactionException e) {
      if (!failing) {
        LOG.warn("Counts of tools can't be written and wait. Cause: {}", e.toString().replaceAll("\\s+", " "));
      }
      failing = true;
    }
  }

  /** Adds what was counted to what is stored; false when there was nothing. */
  private boolean store(ToolHealth.Tool tool, ToolCounts counts) {
    ToolCounts.Sums sums = counts.take();
    if (sums.isNothing()) {
      return false;
    }
    try {
      if (add(tool, sums) == 0) {
        insert(tool, sums);
      }
    } catch (DataIntegrityViolationException e) {
      LOG.debug("The account {} is gone", tool.account(), e);
    } catch (DataAccessException e) {
      counts.putBack(sums);
      throw e;
    }
    return true;
  }

  private int add(ToolHealth.Tool tool, ToolCounts.Sums sums) {
    return jdbc.update("update tool_health set seen = seen + ?, forwarded = forwarded + ?, called = called + ?, "
        + "recovered = recovered + ?, missed = missed + ?, last_seen_at = ? where account_id = ? and name = ?",
        sums.seen(), sums.forwarded(), sums.called(), sums.recovered(), sums.missed(), Times.sql(clock.instant()),
        tool.account(), tool.name());
  }

  private void insert(ToolHealth.Tool tool, ToolCounts.Sums sums) {
    Integer stored = jdbc.queryForObject("select count(*) from tool_health where account_id = ?", Integer.class, tool.account());
    if (stored == null || stored >= MAX_STORED) {
      return;
    }
    try {
      jdbc.update("insert into tool_health (account_id, name, seen, forwarded, called, recovered, missed, last_seen_at) "
          + "values (?, ?, ?, ?, ?, ?, ?, ?)", tool.account(), tool.name(), sums.seen(), sums.forwarded(), sums.called(),
          sums.recovered(), sums.missed(), Times.sql(clock.instant()));
    } catch (DuplicateKeyException e) {
      add(tool, sums); // another replica was faster
    }
  }

  private void judge(ToolHealth.Fresh list) {
    Siblings siblings = new Siblings(list.tools());
    try {
      transaction.executeWithoutResult(status -> {
        boolean keepsTexts = lockWhereTextsAreKept(list.account());
        for (int i = 0; i < list.tools().size(); i++) {
          SeenTool tool = list.tools().get(i);
          judge(list.account(), tool, siblings.of(i), keepsTexts ? KeptText.of(tool.description()) : null);
        }
      });
    } catch (DataAccessException | TransactionException e) {
      health.forget(list);
      throw e;
    }
  }

  /**
   * Returns whether an account wants the descriptions of its tools kept. Its row is locked then until the transaction ends, so that
   * somebody who switches that off at the same time deletes what is written here.
   */
  private boolean lockWhereTextsAreKept(String account) {
    return !jdbc.queryForList("select id from account where id = ? and keep_tool_texts for update", String.class, account).isEmpty();
  }

  private void judge(String account, SeenTool tool, Siblings.Sibling sibling, String description) {
    List<ToolIssue> issues = new ArrayList<>(tool.issues());
    if (sibling != null) {
      issues.add(new ToolIssue(ToolIssue.Code.INTERCHANGEABLE, 0));
    }
    Object[] values = {tool.fingerprint(), Issues.text(issues), sibling == null ? null : cut(sibling.name()),
        sibling == null ? null : sibling.similarity(), description, account, tool.name()};
    int[] types = {Types.BIGINT, Types.VARCHAR, Types.VARCHAR, Types.DOUBLE, Types.VARCHAR, Types.VARCHAR, Types.VARCHAR};
    jdbc.update("update tool_health set fingerprint = ?, issues = ?, other = ?, similarity = ?, description = ? "
        + "where account_id = ? and name = ?", values, types);
  }

  private static String cut(String name) {
    return name.substring(0, Math.min(name.length(), ToolHealth.MAX_NAME));
  }

  /** Deletes tools that have not been sent for as long as usage rows are kept. Never throws. */
  void expire() {
    try {
      jdbc.update("delete from tool_health where last_seen_at < ?", Times.sql(clock.instant().minus(keep)));
    } catch (DataAccessException e) {
      LOG.warn("Old counts of tools can't be deleted. Cause: {}", e.toString().replaceAll("\\s+", " "));
    }
  }
}
