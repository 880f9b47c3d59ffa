package app.orqen.edge;

import app.orqen.admission.HeapShares;
import app.orqen.admission.MemoryBudget;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How many connections the gateway's own ports may have, how long a head may take, and what was closed for it. */
final class Connections {

  /** Why the gateway closed a connection of which no request was being served. */
  enum Reason {
    /** The head of a request took longer than it may. */
    HEAD_TIME,
    /** The unfinished heads of all connections hold what they may. */
    HEAD_MEMORY,
    /** There were as many connections as may be, and this one had waited longest. */
    ROOM
  }

  /** Heap of a connection that waits, in bytes: by heap histograms of 4,000, with Tomcat's objects and the JDK's. */
  private static final int PLAIN_BYTES = 4 * 1024;
  /** The same over TLS: more than one holds that waits, which is less than 16 KiB, and less than one that is being read. */
  private static final int TLS_BYTES = 48 * 1024;
  /** Heap of a connection over TLS that is being read, with a processor of Tomcat's and four buffers of a record; bytes. */
  private static final int READ_BYTES = 96 * 1024;
  private static final int LEAST = 64;
  private static final int MOST = 32_768;

  private final int configured;
  private final HeapShares heap;
  private final long headNanos;
  private final MemoryBudget heads;
  private final Map<Reason, LongAdder> closed = Stream.of(Reason.values())
      .collect(Collectors.toUnmodifiableMap(reason -> reason, reason -> new LongAdder()));
  private final Set<EdgeEndpoint> endpoints = ConcurrentHashMap.newKeySet();
  private final AtomicInteger unfinished = new AtomicInteger();

  /**
   * Creates the bounds of connections.
   *
   * @param configured the most connections of each port; 0 for as many as fit the heap
   * @param headTime from the first byte of a request to the end of its head
   */
  Connections(int configured, HeapShares heap, Duration headTime) {
    this.configured = configured;
    this.heap = heap;
    this.headNanos = headTime.toNanos();
    this.heads = new MemoryBudget(heap.heads(), Duration.ZERO);
  }

  /** Creates the bounds of a port that nobody set any for: as many connections as fit the heap, and ten seconds for a head. */
  static Connections ofThisProcess() {
    return new Connections(0, HeapShares.ofThisProcess(), Duration.ofSeconds(10));
  }

  long headNanos() {
    return headNanos;
  }

  MemoryBudget heads() {
    return heads;
  }

  /**
   * Returns the most connections of a port.
   *
   * @param only whether it is the only port, so that no other needs a part
   */
  int most(boolean tls, boolean only) {
    if (configured > 0) {
      return configured;
    }
    long bytes = only ? heap.connections() + heap.tlsConnections() : tls ? heap.tlsConnections() : heap.connections();
    return (int) Math.max(LEAST, Math.min(MOST, bytes / (tls ? TLS_BYTES : PLAIN_BYTES)));
  }

  /** Takes one of the places for an unfinished head that holds one of Tomcat's processors. Returns false when all are taken. */
  boolean takeProcessor() {
    if (unfinished.incrementAndGet() <= heap.heads() / READ_BYTES) {
      return true;
    }
    unfinished.decrementAndGet();
    return false;
  }

  void giveProcessor() {
    unfinished.decrementAndGet();
  }

  void opened(EdgeEndpoint endpoint) {
    endpoints.add(endpoint);
  }

  void closed(Reason reason) {
    closed.get(reason).increment();
  }

  long count(Reason reason) {
    return closed.get(reason).sum();
  }

  long open() {
    return endpoints.stream().mapToLong(EdgeEndpoint::open).sum();
  }

  /** Returns how much of the memory for connections those that are open don't use, in bytes. */
  long spare() {
    long used = endpoints.stream()
        .mapToLong(endpoint -> (long) endpoint.open() * (endpoint.isSSLEnabled() ? TLS_BYTES : PLAIN_BYTES)).sum();
    return Math.max(0, heap.connections() + heap.tlsConnections() - used);
  }

  long most() {
    return endpoints.stream().mapToLong(EdgeEndpoint::limit).sum();
  }
}
