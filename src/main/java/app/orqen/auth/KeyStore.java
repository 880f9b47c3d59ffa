package app.orqen.auth;

import app.orqen.key.Principal;

/** Finds keys by the hash of their secret. {@code KeyRoutes} reads them from the database. */
interface KeyStore {

  /**
   * Looks a key up.
   *
   * @return the key whose secret has this SHA-256, or null when no key has
   * @throws RuntimeException when the store can't be asked
   */
  Principal find(String keyHash);
}
