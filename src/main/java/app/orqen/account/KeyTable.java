package app.orqen.account;

import app.orqen.auth.KnownHashes;
import app.orqen.endpoint.Cursor;
import app.orqen.key.ApiKey;
import app.orqen.key.Principal;
import app.orqen.lookup.Remembered;
import app.orqen.secret.Secret;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The keys of accounts. A change takes effect with the next request. */
public final class KeyTable {

  /** A key as its owner may see it. */
  record Row(String id, String name, String preview, String hash, int rateLimitRpm, Integer target, Instant expiresAt,
      boolean active, Instant createdAt, Instant lastUsedAt) {

    Map<String, Object> view() {
      Map<String, Object> view = new LinkedHashMap<>();
      view.put("id", id);
      view.put("object", "account.key");
      view.put("name", name);
      view.put("preview", preview);
      view.put("rate_limit_rpm", rateLimitRpm);
      view.put("k_target_override", target);
      view.put("expires_at", text(expiresAt));
      view.put("active", active);
      view.put("created_at", text(createdAt));
      view.put("last_used_at", text(lastUsedAt));
      return view;
    }
  }

  private static final String COLUMNS = "select id, name, preview, key_hash, rate_limit_rpm, k_target_override, "
      + "expires_at, active, created_at, last_used_at from api_key where account_id = :account";

  private final JdbcClient jdbc;
  private final Remembered<Principal> keys;
  private final KnownHashes hashes;
  private final Clock clock;

  KeyTable(JdbcClient jdbc, Remembered<Principal> keys, KnownHashes hashes, Clock clock) {
    this.jdbc = jdbc;
    this.keys = keys;
    this.hashes = hashes;
    this.clock = clock;
  }

  private static String text(Instant time) {
    return time == null ? null : time.toString();
  }

  private static Row row(ResultSet row, int number) throws SQLException {
    return new Row(row.getString("id"), row.getString("name"), row.getString("preview"), row.getString("key_hash"),
        row.getInt("rate_limit_rpm"), row.getObject("k_target_override", Integer.class), time(row, "expires_at"),
        row.getBoolean("active"), time(row, "created_at"), time(row, "last_used_at"));
  }

  static Instant time(ResultSet row, String column) throws SQLException {
    OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
    return time == null ? null : time.toInstant();
  }

  static OffsetDateTime utc(Instant time) {
    return time == null ? null : time.atOffset(ZoneOffset.UTC);
  }

  /** Stores a key with the usual settings, and answers its id. */
  public String create(String accountId, String name, Secret key) {
    return create(accountId, name, key, 60, null, null);
  }

  String create(String accountId, String name, Secret key, int rpm, Integer target, Instant expiresAt) {
    String id = Ids.next("key_");
    String hash = ApiKey.hash(key.reveal());
    jdbc.sql("""
            insert into api_key (id, account_id, name, key_hash, preview, rate_limit_rpm, k_target_override, expires_at,
              active, created_at)
            values (:id, :account, :name, :hash, :preview, :rpm, :target, :expires, true, :now)""")
        .param("id", id).param("account", accountId).param("name", name).param("hash", hash)
        .param("preview", ApiKey.preview(key.reveal())).param("rpm", rpm)
        .param("target", target, java.sql.Types.INTEGER)
        .param("expires", utc(expiresAt), java.sql.Types.TIMESTAMP_WITH_TIMEZONE)
        .param("now", utc(clock.instant().truncatedTo(ChronoUnit.MILLIS))).update();
    hashes.add(hash);
    keys.forget(hash);
    return id;
  }

  Optional<Row> find(String accountId, String id) {
    return jdbc.sql(COLUMNS + " and id = :id").param("account", accountId).param("id", id)
        .query(KeyTable::row).optional();
  }

  List<Row> list(String accountId, Cursor after, int count) {
    String from = after == null ? "" : " and (created_at < :at or created_at = :at and id < :id)";
    JdbcClient.StatementSpec sql = jdbc.sql(COLUMNS + from + " order by created_at desc, id desc limit :count")
        .param("account", accountId).param("count", count);
    if (after != null) {
      sql = sql.param("at", after.time()).param("id", after.id());
    }
    return sql.query(KeyTable::row).list();
  }

  void update(String accountId, Row row) {
    jdbc.sql("""
            update api_key set name = :name, rate_limit_rpm = :rpm, k_target_override = :target, expires_at = :expires,
              active = :active where id = :id and account_id = :account""")
        .param("name", row.name).param("rpm", row.rateLimitRpm)
        .param("target", row.target, java.sql.Types.INTEGER)
        .param("expires", utc(row.expiresAt), java.sql.Types.TIMESTAMP_WITH_TIMEZONE)
        .param("active", row.active).param("id", row.id).param("account", accountId).update();
    keys.forget(row.hash);
  }

  boolean delete(String accountId, Row row) {
    boolean deleted = jdbc.sql("delete from api_key where id = :id and account_id = :account")
        .param("id", row.id).param("account", accountId).update() > 0;
    keys.forget(row.hash);
    return deleted;
  }

  /** The stored tool lists as JSON: allowed, denied, keep. */
  String[] toolLists(String id) {
    return jdbc.sql("select allowed_tools, denied_tools, keep_tools from api_key where id = :id").param("id", id)
        .query((row, number) -> new String[] {row.getString(1), row.getString(2), row.getString(3)}).single();
  }

  void storeToolLists(String accountId, Row row, String[] lists) {
    jdbc.sql("""
            update api_key set allowed_tools = :allowed, denied_tools = :denied, keep_tools = :keep
            where id = :id and account_id = :account""")
        .param("allowed", lists[0], java.sql.Types.VARCHAR).param("denied", lists[1], java.sql.Types.VARCHAR)
        .param("keep", lists[2], java.sql.Types.VARCHAR)
        .param("id", row.id).param("account", accountId).update();
    keys.forget(row.hash);
  }
}
