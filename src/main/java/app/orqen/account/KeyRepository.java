package app.orqen.account;

import app.orqen.change.Change;
import app.orqen.change.Changes;
import app.orqen.endpoint.Cursor;
import app.orqen.endpoint.Ids;
import app.orqen.endpoint.Times;
import app.orqen.key.ApiKey;
import app.orqen.secret.Secret;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads and writes keys in SQL: their SHA-256 and what may be shown of them. */
public final class KeyRepository {

  /** A key, as its row has it. */
  record Key(String id, String name, String hash, String preview, int rateLimitRpm, Integer toolTarget,
      boolean pruneShadow, boolean pruneRecovery, Instant expiresAt, boolean active, Instant createdAt, Instant lastUsedAt) {}

  /** The three tool lists of a key. A list that the key doesn't have is null. */
  record ToolLists(List<String> allowed, List<String> denied, List<String> keep) {}

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String COLUMNS = "select id, name, key_hash, preview, rate_limit_rpm, k_target_override, "
      + "prune_shadow, prune_recovery, expires_at, active, created_at, last_used_at from api_key ";

  private final JdbcClient jdbc;
  private final Changes changes;
  private final Clock clock;

  KeyRepository(JdbcClient jdbc, Changes changes, Clock clock) {
    this.jdbc = jdbc;
    this.changes = changes;
    this.clock = clock;
  }

  public boolean exists(String hash) {
    return jdbc.sql("select count(*) from api_key where key_hash = :hash").param("hash", hash)
        .query(Long.class).single() > 0;
  }

  /** Stores a key's hash. The caller shows the key itself, once. */
  public String insert(String accountId, NewKey key, Secret secret) {
    String id = Ids.random("key_");
    String hash = ApiKey.hash(secret.reveal());
    changes.make(Change.key(hash), () -> jdbc.sql("""
            insert into api_key (id, account_id, name, key_hash, preview, rate_limit_rpm, k_target_override, prune_shadow,
              prune_recovery, expires_at, active, created_at)
            values (:id, :account, :name, :hash, :preview, :limit, :target, :shadow, :recovery, :expires, true, :now)""")
        .param("id", id).param("account", accountId).param("name", key.name())
        .param("hash", hash).param("preview", ApiKey.preview(secret.reveal()))
        .param("limit", key.rateLimitRpm()).param("target", key.toolTarget(), java.sql.Types.INTEGER)
        .param("shadow", key.pruneShadow()).param("recovery", key.pruneRecovery())
        .param("expires", Times.sql(key.expiresAt()), java.sql.Types.TIMESTAMP_WITH_TIMEZONE)
        .param("now", Times.sql(clock.instant())).update());
    return id;
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

  /** Sets these columns. The others stay as they are, or as another call sets them at the same moment. */
  void update(Key key, Map<String, Object> columns) {
    if (!columns.isEmpty()) {
      String set = String.join(", ", columns.keySet().stream().map(column -> column + " = :" + column).toList());
      changes.make(Change.key(key.hash), () -> jdbc.sql("update api_key set " + set + " where id = :id")
          .params(columns).param("id", key.id).update());
    }
  }

  void delete(Key key) {
    changes.make(Change.key(key.hash), () ->
        jdbc.sql("delete from api_key where id = :id").param("id", key.id).update());
  }

  ToolLists toolLists(String id) {
    return jdbc.sql("select allowed_tools, denied_tools, keep_tools from api_key where id = :id").param("id", id)
        .query((row, n) -> new ToolLists(names(row.getString(1)), names(row.getString(2)), names(row.getString(3))))
        .single();
  }

  void updateToolLists(Key key, ToolLists lists) {
    changes.make(Change.key(key.hash), () ->
        jdbc.sql("update api_key set allowed_tools = :a, denied_tools = :d, keep_tools = :k where id = :id")
            .param("a", text(lists.allowed), java.sql.Types.VARCHAR)
            .param("d", text(lists.denied), java.sql.Types.VARCHAR)
            .param("k", text(lists.keep), java.sql.Types.VARCHAR).param("id", key.id).update());
  }

  private static List<String> names(String json) {
    try {
      return json == null ? null : JSON.readValue(json, new TypeReference<List<String>>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tool list in the key table is no JSON list of names", e);
    }
  }

  private static String text(List<String> names) {
    try {
      return names == null ? null : JSON.writeValueAsString(names);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Key key(ResultSet row) throws SQLException {
    return new Key(row.getString("id"), row.getString("name"), row.getString("key_hash"), row.getString("preview"),
        row.getInt("rate_limit_rpm"), row.getObject("k_target_override", Integer.class),
        row.getBoolean("prune_shadow"), row.getBoolean("prune_recovery"),
        Times.instant(row.getObject("expires_at", OffsetDateTime.class)),
        row.getBoolean("active"),
        Times.instant(row.getObject("created_at", OffsetDateTime.class)),
        Times.instant(row.getObject("last_used_at", OffsetDateTime.class)));
  }
}
