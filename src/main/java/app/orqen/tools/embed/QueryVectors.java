package app.orqen.tools.embed;

import app.orqen.tools.read.ContentHash;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.util.List;
import java.util.concurrent.Semaphore;

/**
 * Embeds what a conversation wants. Each step of an agent's loop repeats the user's last text, so its vectors are kept
 * for a while, under a hash: no prompt stays in memory.
 */
public final class QueryVectors {

  /**
   * How many tokens of a query are embedded. Each costs a tenth of a millisecond. Only unusual texts such as addresses and code
   * have more.
   */
  private static final int MAX_TOKENS = 56;

  private final Cache<ContentHash, List<float[]>> known;
  private final Semaphore permits;

  /**
   * Creates the vectors.
   *
   * @param concurrent how many embeddings run at the same time at most. Further requests do without.
   */
  public QueryVectors(int capacity, int concurrent) {
    this.known = Caffeine.newBuilder().maximumSize(capacity).executor(Runnable::run).build();
    this.permits = new Semaphore(concurrent);
  }

  /** Returns one vector for each text, or null when the model is too busy. */
  public List<float[]> of(List<String> texts, TextEmbedder embedder) {
    ContentHash hash = ContentHash.of(String.join("\0", texts));
    List<float[]> vectors = known.getIfPresent(hash);
    if (vectors != null || !permits.tryAcquire()) {
      return vectors;
    }
    try {
      vectors = embedder.embed(texts, MAX_TOKENS);
    } finally {
      permits.release();
    }
    known.put(hash, vectors);
    return vectors;
  }
}
