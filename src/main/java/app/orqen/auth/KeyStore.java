package app.orqen.auth;

import app.orqen.key.Principal;

/** Where keys are kept. */
interface KeyStore {

  /**
   * Looks a key up.
   *
   * @return the key with this SHA-256, or null when there is none
   * @throws RuntimeException when the store can't be asked
   */
  Principal find(String keyHash);
}
