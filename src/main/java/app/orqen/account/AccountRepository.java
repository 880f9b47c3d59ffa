package app.orqen.account;

import app.orqen.change.Change;
import app.orqen.change.Changes;
import app.orqen.endpoint.Cursor;
import app.orqen.endpoint.Times;
import app.orqen.key.AccountRules;
import app.orqen.key.BudgetPeriod;
import app.orqen.key.ModelPatterns;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads and writes accounts in SQL. */
public final class AccountRepository {

  /** The id of the account that the first start makes. It is fixed, so that two processes can't make two. */
  public static final String FIRST = "acc_first";

  /**
   * An account, as its row has it.
   *
   * @param keepToolTexts whether the descriptions of its tools are kept
   */
  public record Account(String id, String name, boolean active, boolean keepToolTexts, Instant createdAt, AccountRules rules) {}

  private static final String COLUMNS = "select id, name, active, keep_tool_texts, " + String.join(", ", AccountRules.COLUMNS) + " from account ";

  private final JdbcClient jdbc;
  private final Changes changes;
  private final Clock clock;

  AccountRepository(JdbcClient jdbc, Changes changes, Clock clock) {
    this.jdbc = jdbc;
    this.changes = changes;
    this.clock = clock;
  }

  public boolean isEmpty() {
    return jdbc.sql("select count(*) from account").query(Long.class).single() == 0;
  }

  /** Returns the id of the account that was made first. */
  public String oldest() {
    return jdbc.sql("select id from account order by created_at, id limit 1").query(String.class).single();
  }

  public Account insert(String id, String name) {
    Instant now = clock.instant();
    Account account = new Account(id, name, true, false, now,
        new AccountRules(ModelPatterns.ALL, null, null, BudgetPeriod.MONTH, now));
    jdbc.sql("insert into account (id, name, active, created_at) values (:id, :name, true, :now)")
        .param("id", id).param("name", name).param("now", Times.sql(account.createdAt)).update();
    return account;
  }

  Optional<Account> find(String id) {
    return jdbc.sql(COLUMNS + "where id = :id").param("id", id).query((row, n) -> account(row)).optional();
  }

  /**
   * Returns accounts, the newest first.
   *
   * @param limit how many at most
   * @param after where the last page ended; null for the first page
   * @param skip how many to leave out first
   */
  List<Account> list(int limit, Cursor after, int skip) {
    return jdbc.sql(COLUMNS + "where " + Cursor.behind("created_at") + " order by created_at desc, id desc limit :limit offset :skip")
        .params(Cursor.parameters(after)).param("limit", limit).param("skip", skip)
        .query((row, n) -> account(row)).list();
  }

  /** Sets these columns. The other columns aren't written, so another call may set those at the same moment. */
  void update(String id, Map<String, Object> columns) {
    if (!columns.isEmpty()) {
      String set = String.join(", ", columns.keySet().stream().map(column -> column + " = :" + column).toList());
      changes.make(Change.account(id), () ->
          jdbc.sql("update account set " + set + " where id = :id").params(columns).param("id", id).update());
    }
  }

  /**
   * Sets whether the descriptions of an account's tools are kept. Those that are kept already are deleted in the same transaction when
   * they aren't to be.
   */
  void keepToolTexts(String id, boolean keep) {
    changes.make(Change.account(id), () -> {
      // The account's row first, as the writer of descriptions locks it: after this no description can be written any more.
      int changed = jdbc.sql("update account set keep_tool_texts = :keep where id = :id").param("keep", keep).param("id", id).update();
      if (!keep) {
        jdbc.sql("update tool_health set description = null where account_id = :id and description is not null").param("id", id).update();
      }
      return changed;
    });
  }

  /** Removes an account and every row that belongs to it. */
  void delete(String id) {
    changes.make(Change.account(id), () ->
        jdbc.sql("delete from account where id = :id").param("id", id).update());
  }

  private static Account account(java.sql.ResultSet row) throws java.sql.SQLException {
    OffsetDateTime created = row.getObject("created_at", OffsetDateTime.class);
    Map<String, Object> rules = new HashMap<>();
    for (String column : AccountRules.COLUMNS) {
      rules.put(column, row.getObject(column));
    }
    rules.put("allowed_models", row.getString("allowed_models"));
    rules.put("created_at", created);
    return new Account(row.getString("id"), row.getString("name"), row.getBoolean("active"),
        row.getBoolean("keep_tool_texts"), Times.instant(created), AccountRules.of(rules));
  }
}
