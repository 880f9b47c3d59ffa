package app.orqen.tokens;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * OpenAI's vocabulary o200k. It takes seconds and 30 MB to load, so that it is loaded when the first text is to be counted, and not
 * at all into a small heap.
 */
public final class Vocabulary {

  /** A vocabulary that is never there. */
  public static final Vocabulary NONE = new Vocabulary(0, 0);

  /** The smallest heap, in bytes, that has room for it beside the requests. */
  private static final long SMALLEST_HEAP = 384L * 1024 * 1024;

  private final boolean loadable;
  private final long patienceMillis;
  private CompletableFuture<Encoding> loading;

  /**
   * Creates a vocabulary that isn't loaded yet.
   *
   * @param heap the most memory that the process may take for objects, in bytes
   * @param patienceMillis how long the first counts wait for it
   */
  public Vocabulary(long heap, long patienceMillis) {
    this.loadable = heap >= SMALLEST_HEAP;
    this.patienceMillis = patienceMillis;
  }

  /** Returns the vocabulary; null while it isn't there, and when it could not be loaded. */
  Encoding get() {
    if (!loadable) {
      return null;
    }
    try {
      return load().get(patienceMillis, TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return null;
    } catch (ExecutionException e) {
      return null; // It could not be loaded; an estimate is good without it.
    }
  }

  private synchronized CompletableFuture<Encoding> load() {
    if (loading == null) {
      CompletableFuture<Encoding> future = new CompletableFuture<>();
      loading = future;
      Thread loader = new Thread(() -> {
        try {
          Encoding encoding = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.O200K_BASE);
          encoding.countTokensOrdinary("loads it");
          future.complete(encoding);
        } catch (RuntimeException | Error e) {
          future.completeExceptionally(e);
          throw e;
        }
      }, "orqen-vocabulary");
      loader.setDaemon(true);
      loader.start();
    }
    return loading;
  }
}
