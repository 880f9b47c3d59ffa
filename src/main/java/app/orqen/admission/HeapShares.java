package app.orqen.admission;

/**
 * How the heap is divided, so that no setting is needed. What the gateway itself needs comes off first, and what it remembers for pages
 * of usage. Half of the rest is for
 * the requests in flight, an eighth each for waiting connections with and without TLS, and a little for unfinished heads. The
 * remaining fifth is for garbage between two collections.
 *
 * @param connections bytes for connections that wait for a request
 * @param tlsConnections bytes for those over TLS
 * @param heads bytes for the beginnings of requests' heads
 * @param requests bytes for the requests in flight
 * @param durations bytes for the durations of past days, of which pages of usage show percentiles
 */
public record HeapShares(long connections, long tlsConnections, long heads, long requests, long durations) {

  private static final long MEBI = 1024 * 1024;
  /** Live heap after the start and a first load, as measured on JDK 17 and 25 without the embedding model. */
  private static final long GATEWAY_ITSELF = 56 * MEBI;
  private static final long LEAST = 16 * MEBI;
  private static final long MOST_DURATIONS = 16 * MEBI;
  private static final int DURATIONS = 64;

  /** Divides the heap that this process may have. */
  public static HeapShares ofThisProcess() {
    return of(Runtime.getRuntime().maxMemory());
  }

  static HeapShares of(long heap) {
    long durations = Math.min(MOST_DURATIONS, heap / DURATIONS);
    long rest = Math.max(LEAST, heap - GATEWAY_ITSELF - durations);
    return new HeapShares(rest / 8, rest / 8, rest / 32, rest / 2, durations);
  }
}
