package app.orqen.admission;

/**
 * Heap that a request in flight holds beside its body and its answer, in bytes: buffers of Tomcat and of the HTTP client, stacks,
 * and what the steps remember of it. From heap histograms of 1,000 requests (src/bench/streams.sh).
 */
public final class Footprint {

  /** A request that is being read, or that waits for its answer. */
  public static final int REQUEST = 48 * 1024;

  /** A stream between its provider and its client, without what each connection has of its own. */
  public static final int STREAM = 24 * 1024;

  private Footprint() {}
}
