package app.orqen.vault;

import app.orqen.change.Change;
import app.orqen.change.Changes;
import app.orqen.lookup.Remembered;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The stored provider credentials of accounts, encrypted. Memory holds the encrypted token, never its plaintext. */
public final class CredentialStore {

  /**
   * A stored credential as people may see it.
   *
   * @param decryptable whether a key of the ring still opens it
   */
  public record Stored(String provider, String preview, Instant updatedAt, boolean decryptable) {}

  /**
   * The result of a re-encryption.
   *
   * @param reencrypted number of tokens that were encrypted again with the newest key
   * @param undecryptable number of tokens that no key opens
   */
  public record Reencryption(int reencrypted, int undecryptable) {}

  /** The token of one account's credential for one provider. */
  record Row(String accountId, String provider, String token) {}

  private final JdbcClient jdbc;
  private final Vault vault;
  private final Remembered<Row> rows;
  private final Changes changes;
  private final Clock clock;
  private final Runnable undecryptable;

  /**
   * Makes the store.
   *
   * @param undecryptable is told each time that a call finds a credential which no key opens
   */
  CredentialStore(JdbcClient jdbc, Vault vault, Remembered<Row> rows, Changes changes, Clock clock, Runnable undecryptable) {
    this.undecryptable = undecryptable;
    this.jdbc = jdbc;
    this.vault = vault;
    this.rows = rows;
    this.changes = changes;
    this.clock = clock;
  }

  /** Returns the key of a row in memory. Neither part can hold a line break. */
  static String key(String accountId, String provider) {
    return accountId + '\n' + provider;
  }

  static Row load(JdbcClient jdbc, String key) {
    int cut = key.indexOf('\n');
    return jdbc.sql("""
            select account_id, provider, token from provider_credential
            where account_id = :account and provider = :provider""")
        .param("account", key.substring(0, cut)).param("provider", key.substring(cut + 1))
        .query(CredentialStore::row).optional().orElse(null);
  }

  /** Reads a row. Spring's own mapper would ask for a column {@code accountId} first, which costs an exception a row. */
  private static Row row(ResultSet row, int number) throws SQLException {
    return new Row(row.getString("account_id"), row.getString("provider"), row.getString("token"));
  }

  /**
   * Returns an account's credential for a provider, decrypted for this call; empty when nothing is stored.
   *
   * @throws UndecryptableException when no key opens the stored one
   * @throws Remembered.UnavailableException when the database can't be asked
   */
  public Optional<Credential> find(String accountId, String provider) {
    return rows.find(key(accountId, provider)).map(row -> vault.decrypt(row.token, accountId, provider).orElseThrow(() -> {
      undecryptable.run();
      return new UndecryptableException();
    }));
  }

  /**
   * Stores a credential, and replaces an earlier one.
   *
   * @throws DuplicateKeyException when another call stored the first one at the same moment; a second try replaces it
   */
  public Stored put(String accountId, String provider, Map<String, String> fields, String preview) {
    Instant now = clock.instant();
    String token = vault.encrypt(accountId, provider, fields);
    changes.make(Change.credential(key(accountId, provider)), () -> update(accountId, provider, token, preview, now)
        || insert(accountId, provider, token, preview, now));
    return new Stored(provider, preview, now, true);
  }

  private boolean insert(String accountId, String provider, String token, String preview, Instant now) {
    return jdbc.sql("""
            insert into provider_credential (account_id, provider, token, preview, updated_at)
            values (:account, :provider, :token, :preview, :now)""")
        .param("account", accountId).param("provider", provider).param("token", token)
        .param("preview", preview).param("now", utc(now)).update() > 0;
  }

  private boolean update(String accountId, String provider, String token, String preview, Instant now) {
    return jdbc.sql("""
            update provider_credential set token = :token, preview = :preview, updated_at = :now
            where account_id = :account and provider = :provider""")
        .param("token", token).param("preview", preview).param("now", utc(now))
        .param("account", accountId).param("provider", provider).update() > 0;
  }

  /** Removes a credential. Returns false when nothing was stored. */
  public boolean delete(String accountId, String provider) {
    return changes.make(Change.credential(key(accountId, provider)), () ->
        jdbc.sql("delete from provider_credential where account_id = :account and provider = :provider")
            .param("account", accountId).param("provider", provider).update() > 0);
  }

  /** Returns whether an account has stored a credential for a provider, readable or not. */
  public boolean has(String accountId, String provider) {
    return jdbc.sql("select count(*) from provider_credential where account_id = :account and provider = :provider")
        .param("account", accountId).param("provider", provider).query(Long.class).single() > 0;
  }

  /** Returns what an account has stored, by provider. */
  public List<Stored> list(String accountId) {
    return jdbc.sql("""
            select provider, preview, updated_at, token from provider_credential
            where account_id = :account order by provider""")
        .param("account", accountId)
        .query((row, number) -> new Stored(row.getString("provider"), row.getString("preview"),
            row.getObject("updated_at", OffsetDateTime.class).toInstant(),
            vault.decrypt(row.getString("token"), accountId, row.getString("provider")).isPresent()))
        .list();
  }

  /** Encrypts every token with the newest key, row by row, so that it can run while the gateway serves, and again. */
  public Reencryption reencrypt() {
    List<Row> all = jdbc.sql("select account_id, provider, token from provider_credential")
        .query(CredentialStore::row).list();
    int done = 0;
    int undecryptable = 0;
    for (Row row : all) {
      Optional<String> token = vault.reencrypt(row.token);
      if (token.isPresent()) {
        done += replace(row, token.get());
      } else if (!vault.opens(row.token)) {
        undecryptable++;
      }
    }
    Reencryption result = new Reencryption(done, undecryptable);
    return changes.make(Change.allCredentials(), () -> result);
  }

  /** Replaces a token, unless another one has been stored since. */
  private int replace(Row row, String token) {
    return jdbc.sql("""
            update provider_credential set token = :token
            where account_id = :account and provider = :provider and token = :old""")
        .param("token", token).param("account", row.accountId).param("provider", row.provider)
        .param("old", row.token).update();
  }

  /** Returns whether there are stored tokens and none of them opens. The keys are then surely wrong. */
  boolean opensNothing() {
    List<String> tokens = jdbc.sql("select token from provider_credential").query(String.class).list();
    return !tokens.isEmpty() && tokens.stream().noneMatch(vault::opens);
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  /** A stored credential that no key of the ring opens. */
  public static final class UndecryptableException extends RuntimeException {
    UndecryptableException() {
      super("a stored credential can't be decrypted");
    }
  }
}
