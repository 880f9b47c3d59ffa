package app.orqen.vault;

import app.orqen.change.Change;
import app.orqen.change.Changes;
import app.orqen.lookup.Remembered;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.springframework.dao.DuplicateKeyException;

/** The stored provider credentials of accounts, encrypted. Memory holds the encrypted tokens, never their plaintext. */
public final class CredentialStore {

  /** The largest number of credentials of an account for one provider. */
  public static final int MOST = 50;

  private static final Duration UNDECRYPTABLE_FOR = Duration.ofMinutes(5);

  /**
   * A stored credential as people may see it.
   *
   * @param decryptable whether a key of the ring still opens it
   * @param stateAt when the state was last seen; null while it is untested
   */
  public record Stored(String provider, String name, int weight, String preview, Instant updatedAt, boolean decryptable,
      CredentialState state, Instant stateAt) {}

  /**
   * The result of a re-encryption.
   *
   * @param reencrypted number of tokens that were encrypted again with the newest key
   * @param undecryptable number of tokens that no key opens
   */
  public record Reencryption(int reencrypted, int undecryptable) {}

  /** An account's credentials for one provider, at least one, by name. */
  record Held(String accountId, List<StoredCredential> credentials) {}

  private final CredentialRows rows;
  private final Vault vault;
  private final Remembered<Held> held;
  private final Changes changes;
  private final Clock clock;
  private final Runnable undecryptable;

  /**
   * Makes the store.
   *
   * @param undecryptable is told each time that a call finds a credential which no key opens
   */
  CredentialStore(CredentialRows rows, Vault vault, Remembered<Held> held, Changes changes, Clock clock, Runnable undecryptable) {
    this.undecryptable = undecryptable;
    this.rows = rows;
    this.vault = vault;
    this.held = held;
    this.changes = changes;
    this.clock = clock;
  }

  /** Returns the key of the credentials of one provider in memory. Neither part can hold a line break. */
  static String key(String accountId, String provider) {
    return accountId + '\n' + provider;
  }

  static Held load(CredentialRows rows, String key) {
    int cut = key.indexOf('\n');
    String accountId = key.substring(0, cut);
    List<StoredCredential> found = rows.of(accountId, key.substring(cut + 1));
    return found.isEmpty() ? null : new Held(accountId, found);
  }

  /**
   * Returns an account's credentials for a provider in the order in which a request may try them. The list is empty when the account
   * has stored no credential for the provider.
   *
   * @param wanted returns the name of the credential that comes first if it may be used at all, such as the one that holds the
   *     conversation's prompt cache, or returns null. It is asked only when the account has several credentials.
   * @throws Remembered.UnavailableException when the database can't be asked
   */
  public List<StoredCredential> choose(String accountId, String provider, Supplier<String> wanted) {
    return held.find(key(accountId, provider))
        .map(found -> CredentialOrder.of(found.credentials, wanted, ThreadLocalRandom.current())).orElse(List.of());
  }

  /**
   * Returns the credential of this name as a list of one, even when it is known to be refused or limited. The list is empty when the
   * account has no credential of this name.
   *
   * @throws Remembered.UnavailableException when the database can't be asked
   */
  public List<StoredCredential> named(String accountId, String provider, String name) {
    return held.find(key(accountId, provider)).map(Held::credentials).orElse(List.of()).stream()
        .filter(one -> one.name().equals(name)).toList();
  }

  /**
   * Decrypts a credential for one call.
   *
   * @throws UndecryptableException when no key opens it
   */
  public Credential open(StoredCredential stored) {
    return vault.decrypt(stored).orElseThrow(() -> {
      undecryptable.run();
      stored.health().broken(UNDECRYPTABLE_FOR);
      return new UndecryptableException();
    });
  }

  /**
   * Stores a credential, and replaces an earlier one of its name.
   *
   * @throws DuplicateKeyException when another call stored the first one at the same moment; a second try replaces it
   * @throws TooManyException when the account has {@link #MOST} others for the provider
   */
  public Stored put(String accountId, String provider, String name, int weight, Map<String, String> fields, String preview) {
    Instant now = clock.instant();
    Map<String, ?> values = Map.of("token", vault.encrypt(accountId, provider, fields), "preview", preview, "weight", weight,
        "now", CredentialRows.utc(now));
    changes.make(Change.credential(key(accountId, provider)), () -> {
      if (rows.update(accountId, provider, name, values)) {
        return true;
      }
      if (rows.of(accountId, provider).size() >= MOST) {
        throw new TooManyException();
      }
      return rows.insert(accountId, provider, name, values);
    });
    return new Stored(provider, name, weight, preview, now, true, CredentialState.UNTESTED, null);
  }

  /** Removes a credential. Returns false when none of this name is stored. */
  public boolean delete(String accountId, String provider, String name) {
    return changes.make(Change.credential(key(accountId, provider)), () -> rows.delete(accountId, provider, name));
  }

  /** Returns whether an account has stored a credential of a name for a provider, readable or not. */
  public boolean has(String accountId, String provider, String name) {
    return rows.of(accountId, provider).stream().anyMatch(row -> row.name().equals(name));
  }

  /** Returns what an account has stored, by provider and name. */
  public List<Stored> list(String accountId) {
    return rows.of(accountId).stream().map(row -> {
      boolean opens = vault.decrypt(row).isPresent();
      CredentialHealth.Seen seen = row.health().seen();
      return new Stored(row.provider(), row.name(), row.weight(), row.preview(), row.updatedAt(), opens,
          opens ? seen.state() : CredentialState.BROKEN, seen.at());
    }).toList();
  }

  /** Encrypts every token again with the newest key. It goes row by row, so it can run while the gateway serves, and be repeated. */
  public Reencryption reencrypt() {
    int done = 0;
    int undecryptable = 0;
    for (StoredCredential row : rows.all()) {
      Optional<String> token = vault.reencrypt(row.token());
      if (token.isPresent()) {
        done += rows.replace(row, token.get());
      } else if (!vault.opens(row.token())) {
        undecryptable++;
      }
    }
    Reencryption result = new Reencryption(done, undecryptable);
    return changes.make(Change.allCredentials(), () -> result);
  }

  /** Returns whether tokens are stored and no key of the ring opens any of them. The keys are then certainly the wrong ones. */
  boolean opensNothing() {
    List<StoredCredential> all = rows.all();
    return !all.isEmpty() && all.stream().noneMatch(row -> vault.opens(row.token()));
  }

  /** A stored credential that no key of the ring opens. */
  public static final class UndecryptableException extends RuntimeException {
    UndecryptableException() {
      super("a stored credential can't be decrypted");
    }
  }

  /** An account has the largest number of credentials for a provider. */
  public static final class TooManyException extends RuntimeException {
    TooManyException() {
      super("an account can't have more credentials for a provider");
    }
  }
}
