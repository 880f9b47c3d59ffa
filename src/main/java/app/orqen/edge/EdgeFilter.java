package app.orqen.edge;

import app.orqen.admission.Footprint;
import app.orqen.admission.MemoryBudget;
import app.orqen.admission.NoRoomException;
import app.orqen.admission.OutOfMemory;
import app.orqen.inbound.Inbound;
import app.orqen.inbound.RequestListener;
import app.orqen.inbound.ToolHeaders;
import app.orqen.reply.ErrorBody;
import app.orqen.reply.GatewayException;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Semaphore;

/**
 * The first and last thing that a request meets: gives it its id, bounds how many are served at once, hides body and
 * parameters from Camel's binding, and reports its end to the {@link RequestListener}s. On the way to the page of an error it
 * hides the method, since Spring MVC would answer some itself.
 */
final class EdgeFilter implements Filter {

  /** The path at which this process asks itself whether it still serves. Nobody else knows it. */
  static final String ALIVE_PATH = "/" + UUID.randomUUID();

  private final Semaphore places;
  private final Duration bodyTime;
  private final MemoryBudget memory;
  private final DirectRoutes routes;
  private final List<RequestListener> listeners;
  /** The port is open a moment before the routes are there, and kept connections are while the gateway drains. */
  private volatile boolean serving;

  EdgeFilter(int maxConcurrentRequests, Duration bodyTime, MemoryBudget memory, DirectRoutes routes,
      List<RequestListener> listeners) {
    this.memory = memory;
    this.bodyTime = bodyTime;
    this.routes = routes;
    this.places = new Semaphore(maxConcurrentRequests);
    this.listeners = listeners;
  }

  void serve(boolean value) {
    serving = value;
  }

  @Override
  public void doFilter(ServletRequest servletRequest, ServletResponse servletResponse, FilterChain chain)
      throws IOException, ServletException {
    HttpServletRequest request = (HttpServletRequest) servletRequest;
    HttpServletResponse response = (HttpServletResponse) servletResponse;
    if (request.getDispatcherType() == DispatcherType.ERROR) {
      chain.doFilter(new EdgeRequest(request), response);
      return;
    }
    String path = request.getRequestURI();
    if (path.equals(ALIVE_PATH)) {
      response.setStatus(HttpServletResponse.SC_NO_CONTENT);
      return;
    }
    try {
      serve(new Inbound(request, response, path, bodyTime, memory.open()), chain);
    } catch (IOException | ServletException | RuntimeException | Error e) {
      OutOfMemory.endIf(e);
      throw e;
    }
  }

  private void serve(Inbound inbound, FilterChain chain) throws IOException, ServletException {
    boolean placed = false;
    try {
      placed = begin(inbound);
      if (placed) {
        inbound.memory().grow(Footprint.REQUEST);
        serve(new EdgeRequest(inbound.request()), new EdgeResponse(inbound.response(), inbound), inbound.path(), chain);
      }
    } catch (NoRoomException e) {
      ErrorBody.send(GatewayException.noRoom(e), inbound);
    } finally {
      boolean hadPlace = placed;
      Continuation continuation = Continuation.of(inbound.request());
      if (continuation == null) {
        end(inbound, hadPlace);
      } else {
        continuation.atEnd(() -> end(inbound, hadPlace));
      }
    }
  }

  /** Returns whether the request is admitted. If not, it has been answered. */
  private boolean begin(Inbound inbound) throws IOException {
    inbound.request().setAttribute(Inbound.ATTRIBUTE, inbound);
    inbound.response().setHeader("x-request-id", inbound.requestId());
    if (inbound.isModelCall()) {
      ToolHeaders.none(inbound.response());
    }
    listeners.forEach(listener -> listener.started(inbound));
    if (!serving) {
      ErrorBody.send(GatewayException.starting(), inbound);
      return false;
    }
    if (!places.tryAcquire()) {
      ErrorBody.send(GatewayException.tooBusy(), inbound);
      return false;
    }
    return true;
  }

  private void end(Inbound inbound, boolean placed) {
    try {
      if (placed) {
        places.release();
      }
      if (inbound.outcome().status() == 0) {
        inbound.outcome().answered(inbound.response().getStatus());
      }
      listeners.forEach(listener -> listener.ended(inbound));
    } finally {
      inbound.memory().close();
    }
  }

  private void serve(EdgeRequest request, EdgeResponse response, String path, FilterChain chain)
      throws IOException, ServletException {
    var consumer = routes.find(path);
    if (consumer != null) {
      consumer.service(request, response);
    } else {
      chain.doFilter(request, response);
    }
  }
}
