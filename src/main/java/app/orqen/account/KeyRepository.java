package app.orqen.account;

import app.orqen.change.Change;
import app.orqen.change.Changes;
import app.orqen.endpoint.Cursor;
import app.orqen.endpoint.Ids;
import app.orqen.endpoint.Times;
import app.orqen.key.ApiKey;
import app.orqen.key.KeyRules;
import app.orqen.key.NameList;
import app.orqen.secret.Secret;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads and writes keys in SQL: their SHA-256 and what may be shown of them. */
public final class KeyRepository {

  /**
   * A key, as its row has it.
   *
   * @param oldHash the SHA-256 of the secret before the last rotation; null when the key has only one secret
   * @param networks the networks from which the key may be used, as they were written; null when it may be used from everywhere
   */
  record Key(String id, String name, String hash, String oldHash, String preview, int rateLimitRpm, Integer toolTarget,
      boolean pruneShadow, boolean pruneRecovery, boolean pruneNative, Instant expiresAt, boolean active, Instant createdAt, Instant lastUsedAt,
      KeyRules rules, List<String> networks) {}

  /** The three tool lists of a key. A list that the key doesn't have is null. */
  record ToolLists(List<String> allowed, List<String> denied, List<String> keep) {}

  private static final String COLUMNS = "select id, name, key_hash, old_key_hash, preview, rate_limit_rpm, k_target_override, "
      + "prune_shadow, prune_recovery, prune_native, expires_at, active, last_used_at, " + String.join(", ", KeyRules.COLUMNS) + " from api_key ";

  private final JdbcClient jdbc;
  private final Changes changes;
  private final Clock clock;

  KeyRepository(JdbcClient jdbc, Changes changes, Clock clock) {
    this.jdbc = jdbc;
    this.changes = changes;
    this.clock = clock;
  }

  /** Returns whether a key has the secret with this hash, or had it before its last rotation. */
  public boolean exists(String hash) {
    return count("select count(*) from api_key where key_hash = :hash or old_key_hash = :hash", hash) > 0;
  }

  private long count(String sql, String hash) {
    return jdbc.sql(sql).param("hash", hash).query(Long.class).single();
  }

  /** Returns whether a first key was made with this secret at an earlier start, even if that key was rotated or deleted since. */
  public boolean wasGiven(String hash) {
    return count("select count(*) from bootstrap_key where key_hash = :hash", hash) > 0;
  }

  /** Remembers that the first key was made with this secret. */
  public void given(String hash) {
    if (!wasGiven(hash)) {
      jdbc.sql("insert into bootstrap_key (key_hash) values (:hash)").param("hash", hash).update();
    }
  }

  /** Stores a key by its hash, and returns the key's id. The caller shows the secret itself, once. */
  public String insert(String accountId, NewKey key, Secret secret) {
    String id = Ids.random("key_");
    String hash = ApiKey.hash(secret.reveal());
    changes.make(Change.key(hash), () -> {
      insert(accountId, id, key, hash, ApiKey.preview(secret.reveal()));
      set(id, key.rules());
      return id;
    });
    return id;
  }

  private void insert(String accountId, String id, NewKey key, String hash, String preview) {
    jdbc.sql("""
            insert into api_key (id, account_id, name, key_hash, preview, rate_limit_rpm, k_target_override, prune_shadow,
              prune_recovery, prune_native, expires_at, active, created_at)
            values (:id, :account, :name, :hash, :preview, :limit, :target, :shadow, :recovery, :native, :expires, true, :now)""")
        .param("id", id).param("account", accountId).param("name", key.name())
        .param("hash", hash).param("preview", preview)
        .param("limit", key.rateLimitRpm()).param("target", key.toolTarget(), Types.INTEGER)
        .param("shadow", key.pruneShadow()).param("recovery", key.pruneRecovery()).param("native", key.pruneNative())
        .param("expires", Times.sql(key.expiresAt()), Types.TIMESTAMP_WITH_TIMEZONE)
        .param("now", Times.sql(clock.instant())).update();
  }

  Optional<Key> find(String accountId, String id) {
    return jdbc.sql(COLUMNS + "where account_id = :account and id = :id")
        .param("account", accountId).param("id", id).query((row, n) -> key(row)).optional();
  }

  /** Returns the SHA-256 of an account's key. */
  public Optional<String> hashOf(String accountId, String id) {
    return find(accountId, id).map(Key::hash);
  }

  /**
   * Returns keys, the newest first.
   *
   * @param limit how many at most
   * @param after where the last page ended; null for the first page
   * @param skip how many to leave out first
   */
  List<Key> list(String accountId, int limit, Cursor after, int skip) {
    return jdbc.sql(COLUMNS + "where account_id = :account and " + Cursor.behind("created_at")
        + " order by created_at desc, id desc limit :limit offset :skip").param("account", accountId)
        .params(Cursor.parameters(after)).param("limit", limit).param("skip", skip)
        .query((row, n) -> key(row)).list();
  }

  /** Sets these columns. The other columns aren't written, so another call may set those at the same moment. */
  void update(Key key, Map<String, Object> columns) {
    if (!columns.isEmpty()) {
      change(key, () -> set(key.id, columns));
    }
  }

  private void set(String id, Map<String, Object> columns) {
    if (!columns.isEmpty()) {
      String set = String.join(", ", columns.keySet().stream().map(column -> column + " = :" + column).toList());
      jdbc.sql("update api_key set " + set + " where id = :id").params(columns).param("id", id).update();
    }
  }

  /** Changes a key, and tells all replicas to read it again under both of its secrets. */
  private void change(Key key, Runnable work) {
    changes.make(Change.key(key.hash), () -> {
      work.run();
      return key.oldHash == null ? null : changes.make(Change.key(key.oldHash), () -> null);
    });
  }

  /**
   * Gives a key a new secret. The secret that it had keeps working until {@code oldEndsAt}, and one from an earlier rotation stops
   * working. Sessions of the dashboard that were opened with the key end.
   *
   * @param oldEndsAt when the secret that it had stops working; null to stop it at once
   */
  void rotate(Key key, Secret secret, Instant oldEndsAt) {
    String hash = ApiKey.hash(secret.reveal());
    changes.make(Change.key(hash), () -> {
      // Read again and locked, so that of two rotations at the same moment the second begins with the result of the first.
      Key now = jdbc.sql(COLUMNS + "where id = :id for update").param("id", key.id).query((row, n) -> key(row)).single();
      change(now, () -> {
        jdbc.sql("delete from dashboard_session where key_hash = :hash").param("hash", now.hash).update();
        jdbc.sql("update api_key set key_hash = :hash, preview = :preview, old_key_hash = :old, old_key_ends_at = :ends "
                + "where id = :id")
            .param("hash", hash).param("preview", ApiKey.preview(secret.reveal()))
            .param("old", oldEndsAt == null ? null : now.hash, Types.VARCHAR)
            .param("ends", Times.sql(oldEndsAt), Types.TIMESTAMP_WITH_TIMEZONE).param("id", key.id).update();
      });
      return null;
    });
  }

  void delete(Key key) {
    change(key, () -> jdbc.sql("delete from api_key where id = :id").param("id", key.id).update());
  }

  ToolLists toolLists(String id) {
    return jdbc.sql("select allowed_tools, denied_tools, keep_tools from api_key where id = :id").param("id", id)
        .query((row, n) -> new ToolLists(NameList.read(row.getString(1)),
            NameList.read(row.getString(2)), NameList.read(row.getString(3))))
        .single();
  }

  void updateToolLists(Key key, ToolLists lists) {
    change(key, () ->
        jdbc.sql("update api_key set allowed_tools = :a, denied_tools = :d, keep_tools = :k where id = :id")
            .param("a", NameList.write(lists.allowed), Types.VARCHAR)
            .param("d", NameList.write(lists.denied), Types.VARCHAR)
            .param("k", NameList.write(lists.keep), Types.VARCHAR).param("id", key.id).update());
  }

  private static Key key(ResultSet row) throws SQLException {
    Map<String, Object> rules = new HashMap<>();
    for (String column : KeyRules.COLUMNS) {
      rules.put(column, column.equals("created_at") ? row.getObject(column, OffsetDateTime.class) : row.getObject(column));
    }
    // H2 gives text columns as CLOBs.
    for (String list : List.of("allowed_models", "allowed_networks", "tags")) {
      rules.put(list, row.getString(list));
    }
    return new Key(row.getString("id"), row.getString("name"), row.getString("key_hash"), row.getString("old_key_hash"),
        row.getString("preview"), row.getInt("rate_limit_rpm"), row.getObject("k_target_override", Integer.class),
        row.getBoolean("prune_shadow"), row.getBoolean("prune_recovery"), row.getBoolean("prune_native"),
        Times.instant(row.getObject("expires_at", OffsetDateTime.class)),
        row.getBoolean("active"),
        Times.instant(row.getObject("created_at", OffsetDateTime.class)),
        Times.instant(row.getObject("last_used_at", OffsetDateTime.class)), KeyRules.of(rules),
        NameList.read(row.getString("allowed_networks")));
  }
}
