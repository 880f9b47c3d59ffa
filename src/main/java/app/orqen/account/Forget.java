package app.orqen.account;

import app.orqen.auth.KnownHashes;
import app.orqen.key.Principal;
import app.orqen.lookup.Remembered;
import app.orqen.vault.CredentialStore;

/** Makes a change take effect with the next request. */
final class Forget {

  private final Remembered<Principal> keys;
  private final KnownHashes hashes;
  private final CredentialStore credentials;

  Forget(Remembered<Principal> keys, KnownHashes hashes, CredentialStore credentials) {
    this.keys = keys;
    this.hashes = hashes;
    this.credentials = credentials;
  }

  void made(String keyHash) {
    hashes.add(keyHash);
    keys.forget(keyHash);
  }

  void key(String keyHash) {
    keys.forget(keyHash);
  }

  void account(String accountId) {
    keys.forgetIf(principal -> principal.accountId().equals(accountId));
    credentials.forgetAccount(accountId);
  }
}
