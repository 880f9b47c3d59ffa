package app.orqen.admission;

/**
 * How the heap is divided, so that no setting is needed. What the gateway itself needs comes off first; a quarter of the rest
 * is for connections that wait, half is for the requests in flight, and what is left is for garbage between two collections.
 *
 * @param connections bytes for connections that wait for a request or for the rest of its head
 * @param requests bytes for the requests in flight
 */
public record HeapShares(long connections, long requests) {

  private static final long MEBI = 1024 * 1024;
  /** Live heap after the start and a first load, as measured on JDK 17 and 25 without the embedding model. */
  private static final long GATEWAY_ITSELF = 56 * MEBI;
  private static final long LEAST = 8 * MEBI;

  /** Divides the heap that this process may have. */
  public static HeapShares ofThisProcess() {
    return of(Runtime.getRuntime().maxMemory());
  }

  static HeapShares of(long heap) {
    long rest = Math.max(2 * LEAST, heap - GATEWAY_ITSELF);
    return new HeapShares(rest / 4, rest / 2);
  }
}
