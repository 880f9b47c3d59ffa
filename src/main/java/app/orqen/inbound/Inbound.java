package app.orqen.inbound;

import app.orqen.admission.MemoryBudget;
import app.orqen.admission.Reservation;
import app.orqen.translate.error.ErrorForm;
import app.orqen.translate.front.WireRegistry;
import app.orqen.translate.wire.Surface;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One request as it came in: the servlet request behind what Camel sees, its response, its identity and its outcome. The
 * consumer puts it on the exchange before the first step. Nothing that a client sends can set it.
 */
public final class Inbound {

  private static final Logger LOG = LoggerFactory.getLogger(Inbound.class);

  public static final String ATTRIBUTE = Inbound.class.getName();
  private static final String VARIABLE = "orqenInbound";

  private final HttpServletRequest request;
  private final HttpServletResponse response;
  private final String path;
  private final String routedPath;
  private final Surface surface;
  private final ErrorForm errors;
  private final Duration bodyTime;
  private final Reservation memory;
  private final String requestId;
  private final Instant receivedAt = Instant.now();
  private final long startNanos = System.nanoTime();
  private final Outcome outcome = new Outcome();
  private final List<Runnable> completions = new ArrayList<>(2);
  private final List<Runnable> endings = new ArrayList<>(2);
  private boolean completed;
  private boolean ended;
  private Consumer<HttpServletResponse> lastHeaders = answer -> { };

  /** Describes a request that arrived just now, and for which no memory is reserved. */
  public Inbound(HttpServletRequest request, HttpServletResponse response, String path, Duration bodyTime) {
    this(request, response, path, bodyTime, MemoryBudget.UNLIMITED.open());
  }

  /**
   * Describes a request that arrived just now.
   *
   * @param path as sent, still percent-encoded
   * @param bodyTime how long its body may take to come
   * @param memory what it holds of the memory for requests; its giver closes it when the request ends
   */
  public Inbound(HttpServletRequest request, HttpServletResponse response, String path, Duration bodyTime,
      Reservation memory) {
    this.memory = memory;
    this.request = request;
    this.response = response;
    this.path = path;
    this.bodyTime = bodyTime;
    String decoded = request.getServletPath();
    this.routedPath = decoded == null || decoded.isEmpty() ? path : decoded;
    this.surface = WireRegistry.surfaceOf(routedPath);
    this.errors = WireRegistry.askedFor(surface, routedPath, request::getHeader).errors();
    this.requestId = RequestId.next(receivedAt);
  }

  /** Returns the inbound request of an exchange that began at this gateway's HTTP port. */
  public static Inbound of(Exchange exchange) {
    return exchange.getVariable(VARIABLE, Inbound.class);
  }

  /** Returns the inbound request that a servlet request belongs to, or null before the edge filter. */
  public static Inbound of(HttpServletRequest request) {
    return (Inbound) request.getAttribute(ATTRIBUTE);
  }

  public void attach(Exchange exchange) {
    exchange.setVariable(VARIABLE, this);
  }

  /** Returns the container's own request, with all headers and the body unread. */
  public HttpServletRequest request() {
    return request;
  }

  public HttpServletResponse response() {
    return response;
  }

  /** Returns the connection of its client. */
  public ClientConnection connection() {
    return (ClientConnection) request.getAttribute(ClientConnection.ATTRIBUTE);
  }

  /** Returns how long the body may take, from the request's arrival to its last byte. */
  public Duration bodyTime() {
    return bodyTime;
  }

  /** Returns what the request holds of the memory for all requests. It is given back when the request ends. */
  public Reservation memory() {
    return memory;
  }

  /** Returns the path as sent, still percent-encoded, without the query. */
  public String path() {
    return path;
  }

  /** Returns the path by which routes are found: decoded, and without path parameters. */
  public String routedPath() {
    return routedPath;
  }

  /** Returns whether the path is one of those that reach models. */
  public boolean isModelCall() {
    return surface.owns(routedPath);
  }

  public String method() {
    return request.getMethod();
  }

  /** Returns whether the method only reads: GET or HEAD. */
  public boolean isRead() {
    return method().equals("GET") || method().equals("HEAD");
  }

  public Surface surface() {
    return surface;
  }

  /** Returns the form of errors: the surface's, unless a header shows the SDK of another surface that has the same path. */
  public ErrorForm errors() {
    return errors;
  }

  public String requestId() {
    return requestId;
  }

  public Instant receivedAt() {
    return receivedAt;
  }

  /** Returns {@link System#nanoTime()} at arrival. */
  public long startNanos() {
    return startNanos;
  }

  public Outcome outcome() {
    return outcome;
  }

  /** Returns the only value of a header, or null when it is absent, blank or repeated. */
  public String singleHeader(String name) {
    var values = request.getHeaders(name);
    if (!values.hasMoreElements()) {
      return null;
    }
    String value = values.nextElement();
    return values.hasMoreElements() || value.isBlank() ? null : value;
  }

  /**
   * Has work done when the answer is complete and what it used is known, before its last bytes leave, so that a client that has its
   * answer finds the work done. Where the answer is never complete, the work is done when the request is over. It runs once and must
   * be quick.
   */
  public void onComplete(Runnable work) {
    later(completions, work);
  }

  /**
   * Has work done when the request is over, however it ends: answered, refused, cut off, or left by its client. The work runs
   * once, after the outcome is complete, and must be quick.
   */
  public void atEnd(Runnable work) {
    later(endings, work);
  }

  private void later(List<Runnable> list, Runnable work) {
    synchronized (this) {
      if (list == completions ? !completed : !ended) {
        list.add(work);
        return;
      }
    }
    work.run();
  }

  /** Runs all work of {@link #onComplete}: the answer is complete, and its last bytes are about to leave. A second call does nothing. */
  public void complete() {
    List<Runnable> all;
    synchronized (this) {
      completed = true;
      all = taken(completions);
    }
    run(all);
  }

  /** Runs all work of {@link #atEnd}; a second call does nothing. Work that fails doesn't keep the rest from running. */
  public void end() {
    complete();
    List<Runnable> all;
    synchronized (this) {
      ended = true;
      all = taken(endings);
    }
    run(all);
  }

  private static List<Runnable> taken(List<Runnable> list) {
    List<Runnable> all = List.copyOf(list);
    list.clear();
    return all;
  }

  private void run(List<Runnable> all) {
    for (Runnable work : all) {
      try {
        work.run();
      } catch (RuntimeException e) {
        LOG.error("Work at the end of request {} failed", requestId, e);
      }
    }
  }

  /** Sets the writer of the headers that are only known when the first byte is about to leave. It replaces an earlier one. */
  public void lastHeaders(Consumer<HttpServletResponse> headers) {
    lastHeaders = headers;
  }

  /**
   * Marks the moment at which the first byte of the answer leaves, and sets the header with the gateway's own time until then.
   */
  public void answering() {
    if (outcome.firstByte(System.nanoTime() - startNanos)) {
      response.setHeader("x-orqen-overhead-ms", millis(outcome.overheadNanos()));
      lastHeaders.accept(response);
    }
  }

  /** Returns a time in milliseconds with three decimals. */
  public static String millis(long nanos) {
    long micros = nanos / 1000;
    long rest = micros % 1000;
    return micros / 1000 + "." + (rest < 10 ? "00" : rest < 100 ? "0" : "") + rest;
  }

  @Override
  public String toString() {
    return String.format(Locale.ROOT, "%s %s %s", requestId, method(), path);
  }
}
