package app.orqen.auth;

import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * A filter of all keys, so that an address which has used up its attempts can go on with a valid key while its guesses no longer
 * reach the database. It holds the first 32 bits of each key's hash, 4 bytes a key: where there are a million keys, 1 guess in
 * 4,000 still reaches the database. A hash that is not here may belong to a key made elsewhere a moment ago; such a caller is
 * asked to retry, and only at an address that misbehaves. Another replica's new key is here with its change.
 */
final class KnownHashes {

  /** The beginnings of the hashes that were read last, sorted; null while nothing is known. */
  private volatile int[] read;
  /** Those of keys that were made before the last reading began, until it ends. */
  private volatile Set<Integer> before = Set.of();
  /** Those of keys that were made since then, which that reading may have missed. */
  private volatile Set<Integer> since = ConcurrentHashMap.newKeySet();
  private volatile int forgotten;

  /**
   * Reads all hashes in the place of those that were read before. One thread at a time.
   *
   * @param hashes hands over each hash; whatever it throws leaves everything as it was known
   */
  void read(Consumer<Consumer<String>> hashes) {
    int began = forgotten;
    Set<Integer> earlier = since;
    earlier.addAll(before);
    before = earlier;
    since = ConcurrentHashMap.newKeySet();
    IntStream.Builder all = IntStream.builder();
    hashes.accept(hash -> all.accept(beginning(hash)));
    int[] sorted = all.build().toArray();
    Arrays.sort(sorted);
    synchronized (this) {
      if (forgotten == began) {
        read = sorted;
        before = Set.of();
      }
    }
  }

  /** Adds a key that was made or changed. Called once the key can be read. */
  void add(String keyHash) {
    since.add(beginning(keyHash));
  }

  /** Forgets everything, until all is read again: keys may have been made of which nobody told. */
  synchronized void forget() {
    forgotten++;
    read = null;
  }

  /** Returns false only when the hash is certainly no key's. */
  boolean mayContain(String keyHash) {
    int wanted = beginning(keyHash);
    if (since.contains(wanted) || before.contains(wanted)) {
      return true;
    }
    int[] current = read;
    return current == null || Arrays.binarySearch(current, wanted) >= 0;
  }

  private static int beginning(String keyHash) {
    return Integer.parseUnsignedInt(keyHash, 0, 8, 16);
  }
}
