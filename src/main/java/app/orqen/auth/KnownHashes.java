package app.orqen.auth;

import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The hashes of all keys, so that an address which has used up its attempts can go on with a valid key while its guesses
 * no longer reach the database. A hash that is not here may belong to a key made elsewhere a moment ago; such a caller
 * is asked to retry, and only at an address that misbehaves. Another replica's new key is here with its change.
 */
final class KnownHashes {

  private volatile Set<String> hashes;

  /** Takes the place of what was known. */
  void replace(List<String> all) {
    Set<String> fresh = ConcurrentHashMap.newKeySet(Math.max(16, all.size() * 2));
    fresh.addAll(all);
    hashes = fresh;
  }

  /** A key was made or changed. */
  void add(String keyHash) {
    Set<String> current = hashes;
    if (current != null) {
      current.add(keyHash);
    }
  }

  /** False only when the hash is certainly no key's. */
  boolean mayContain(String keyHash) {
    Set<String> current = hashes;
    return current == null || current.contains(keyHash);
  }
}
