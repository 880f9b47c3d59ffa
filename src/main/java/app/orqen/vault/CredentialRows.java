package app.orqen.vault;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The rows of stored credentials. Credentials named {@link StoredCredential#DEFAULT} are in a table of their own. Releases from before
 * schema V15 know only that table, and read and write it as if each provider had one credential.
 */
final class CredentialRows {

  private static final String FIRST = "provider_credential";
  private static final String NAMED = "provider_credential_named";
  private static final String ALL = """
      select * from (
        select account_id, provider, 'default' as name, weight, token, preview, updated_at, state, state_at from provider_credential
        union all
        select account_id, provider, name, weight, token, preview, updated_at, state, state_at from provider_credential_named) credential
      """;

  private final JdbcClient jdbc;
  private final CredentialHealths healths;

  CredentialRows(JdbcClient jdbc, CredentialHealths healths) {
    this.jdbc = jdbc;
    this.healths = healths;
  }

  /** Returns the number of all rows. */
  static long count(JdbcClient jdbc) {
    return jdbc.sql("select (select count(*) from " + FIRST + ") + (select count(*) from " + NAMED + ")").query(Long.class).single();
  }

  /** Returns an account's credentials for a provider, by name. */
  List<StoredCredential> of(String accountId, String provider) {
    return jdbc.sql(ALL + "where account_id = :account and provider = :provider order by name")
        .param("account", accountId).param("provider", provider).query(this::row).list();
  }

  /** Returns all of an account's credentials, by provider and name. */
  List<StoredCredential> of(String accountId) {
    return jdbc.sql(ALL + "where account_id = :account order by provider, name").param("account", accountId).query(this::row).list();
  }

  List<StoredCredential> all() {
    return jdbc.sql(ALL).query(this::row).list();
  }

  /** Reads a row. Spring's own mapper would look for a column {@code accountId} first, which costs one exception for each row. */
  private StoredCredential row(ResultSet row, int number) throws SQLException {
    String accountId = row.getString("account_id");
    String provider = row.getString("provider");
    String name = row.getString("name");
    Instant updated = time(row, "updated_at");
    CredentialHealth health = healths.of(new CredentialHealths.Id(accountId, provider, name, updated),
        CredentialState.of(row.getString("state")), time(row, "state_at"));
    return new StoredCredential(accountId, provider, name, row.getInt("weight"), row.getString("token"), row.getString("preview"),
        updated, health);
  }

  private static Instant time(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  private static boolean isFirst(String name) {
    return name.equals(StoredCredential.DEFAULT);
  }

  /** Returns the table that has the credentials of a name, and the condition for one of them. */
  private static String table(String name) {
    return isFirst(name) ? FIRST : NAMED;
  }

  private static String where(String name) {
    return " where account_id = :account and provider = :provider" + (isFirst(name) ? "" : " and name = :name");
  }

  private JdbcClient.StatementSpec statement(String sql, String accountId, String provider, String name) {
    return statement(jdbc, sql, accountId, provider, name);
  }

  private static JdbcClient.StatementSpec statement(JdbcClient jdbc, String sql, String accountId, String provider, String name) {
    JdbcClient.StatementSpec statement = jdbc.sql(sql).param("account", accountId).param("provider", provider);
    return isFirst(name) ? statement : statement.param("name", name);
  }

  boolean update(String accountId, String provider, String name, Map<String, ?> values) {
    return statement("update " + table(name)
        + " set token = :token, preview = :preview, weight = :weight, updated_at = :now, state = null, state_at = null" + where(name),
        accountId, provider, name).params(values).update() > 0;
  }

  boolean insert(String accountId, String provider, String name, Map<String, ?> values) {
    String columns = isFirst(name) ? "" : "name, ";
    String parameters = isFirst(name) ? "" : ":name, ";
    return statement("insert into " + table(name) + " (account_id, provider, " + columns + "token, preview, weight, updated_at) values "
        + "(:account, :provider, " + parameters + ":token, :preview, :weight, :now)", accountId, provider, name)
        .params(values).update() > 0;
  }

  boolean delete(String accountId, String provider, String name) {
    return statement("delete from " + table(name) + where(name), accountId, provider, name).update() > 0;
  }

  /** Replaces a token, unless another one was stored since it was read. Returns the number of rows that were changed, 0 or 1. */
  int replace(StoredCredential row, String token) {
    return statement("update " + table(row.name()) + " set token = :token" + where(row.name()) + " and token = :old",
        row.accountId(), row.provider(), row.name()).param("token", token).param("old", row.token()).update();
  }

  /** Writes the state of a credential, unless the credential was stored again or a later state was written since. */
  static void state(JdbcClient jdbc, CredentialHealths.Id id, CredentialState state, Instant at) {
    statement(jdbc, "update " + table(id.name()) + " set state = :state, state_at = :at" + where(id.name())
        + " and updated_at = :updated and (state_at is null or state_at < :at)", id.accountId(), id.provider(), id.name())
        .param("state", state.label()).param("at", utc(at)).param("updated", utc(id.updatedAt())).update();
  }

  static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
