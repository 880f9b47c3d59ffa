package app.orqen.auth;

import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * A filter of all keys. It is asked about callers whose address has used up its failed attempts: a valid key still works from there,
 * while guesses no longer reach the database. It holds the first 32 bits of each key's hash, which are 4 bytes a key. With a million
 * keys, 1 guess in 4,000 still reaches the database. A key that another replica made is added when that replica's change arrives. If
 * the key is used before that from such an address, its caller is asked to retry.
 */
final class KnownHashes {

  /** The beginnings of the hashes that were read last, sorted; null while nothing is known. */
  private volatile int[] read;
  /** The beginnings for keys that were added before the current reading began. They are kept until it ends. */
  private volatile Set<Integer> before = Set.of();
  /** The beginnings for keys that were added since then, which the current reading may have missed. */
  private volatile Set<Integer> since = ConcurrentHashMap.newKeySet();
  private volatile int forgotten;

  /**
   * Reads all hashes anew. Only one thread may do so at a time.
   *
   * @param hashes hands over each hash; if it throws, what was known before stays known
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

  /** Adds a key that was made or changed. To be called only when the key can already be read from the database. */
  void add(String keyHash) {
    since.add(beginning(keyHash));
  }

  /** Forgets what was read until all is read again, because other replicas may have made keys that this one wasn't told of. */
  synchronized void forget() {
    forgotten++;
    read = null;
  }

  /** Returns false only when certainly no key has this hash. */
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
