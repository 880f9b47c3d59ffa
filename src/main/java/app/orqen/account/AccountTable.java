package app.orqen.account;

import app.orqen.endpoint.Cursor;
import app.orqen.key.Principal;
import app.orqen.lookup.Remembered;
import app.orqen.vault.CredentialStore;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The accounts. A change takes effect with the next request. */
public final class AccountTable {

  /** One account. */
  record Row(String id, String name, boolean active, Instant createdAt) {

    Map<String, Object> view() {
      Map<String, Object> view = new LinkedHashMap<>();
      view.put("id", id);
      view.put("object", "account");
      view.put("name", name);
      view.put("active", active);
      view.put("created_at", createdAt.toString());
      return view;
    }
  }

  private static final String COLUMNS = "select id, name, active, created_at from account";

  private final JdbcClient jdbc;
  private final Remembered<Principal> keys;
  private final CredentialStore credentials;
  private final Clock clock;

  AccountTable(JdbcClient jdbc, Remembered<Principal> keys, CredentialStore credentials, Clock clock) {
    this.jdbc = jdbc;
    this.keys = keys;
    this.credentials = credentials;
    this.clock = clock;
  }

  private static Row row(ResultSet row, int number) throws SQLException {
    return new Row(row.getString("id"), row.getString("name"), row.getBoolean("active"),
        KeyTable.time(row, "created_at"));
  }

  String create(String name) {
    return create(Ids.next("acc_"), name);
  }

  /** Stores an account under an id of the caller's choice, which must be free. */
  public String create(String id, String name) {
    jdbc.sql("insert into account (id, name, active, created_at) values (:id, :name, true, :now)")
        .param("id", id).param("name", name)
        .param("now", KeyTable.utc(clock.instant().truncatedTo(ChronoUnit.MILLIS))).update();
    return id;
  }

  Optional<Row> find(String id) {
    return jdbc.sql(COLUMNS + " where id = :id").param("id", id).query(AccountTable::row).optional();
  }

  /** The id of the oldest account, if there is any. */
  public Optional<String> first() {
    return jdbc.sql("select id from account order by created_at, id limit 1").query(String.class).optional();
  }

  List<Row> list(Cursor after, int count) {
    String from = after == null ? "" : " where created_at < :at or created_at = :at and id < :id";
    JdbcClient.StatementSpec sql =
        jdbc.sql(COLUMNS + from + " order by created_at desc, id desc limit :count").param("count", count);
    if (after != null) {
      sql = sql.param("at", after.time()).param("id", after.id());
    }
    return sql.query(AccountTable::row).list();
  }

  void update(Row row) {
    jdbc.sql("update account set name = :name, active = :active where id = :id")
        .param("name", row.name).param("active", row.active).param("id", row.id).update();
    keys.forgetIf(principal -> principal.accountId().equals(row.id));
  }

  /** Removes an account; its keys, credentials and request rows go with it. */
  boolean delete(String id) {
    boolean deleted = jdbc.sql("delete from account where id = :id").param("id", id).update() > 0;
    keys.forgetIf(principal -> principal.accountId().equals(id));
    credentials.forgetAccount(id);
    return deleted;
  }
}
