package app.orqen.edge;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import java.util.concurrent.CompletableFuture;
import org.apache.camel.AsyncCallback;

/**
 * A request that goes on after its first thread has left it, because a step has taken it to a thread of its own. A waiting
 * stream then holds the few frames of that step instead of the whole way through Tomcat and Camel.
 *
 * <p>Tomcat ends such a request by itself as soon as a write fails, even if it is still in use. It is held off until the route
 * is done and the request's end has been told.
 */
final class Continuation implements AsyncCallback, AsyncListener {

  private static final String ATTRIBUTE = Continuation.class.getName();

  private final CompletableFuture<Void> routed = new CompletableFuture<>();
  private final CompletableFuture<Void> answered = new CompletableFuture<>();
  private final CompletableFuture<Void> told = new CompletableFuture<>();
  private AsyncContext container;

  /** Returns that of a request whose thread has left it, else null. */
  static Continuation of(HttpServletRequest request) {
    return (Continuation) request.getAttribute(ATTRIBUTE);
  }

  /** Notes that the route is done. The parameter isn't used, since Camel takes its own queue for another thread. */
  @Override
  public void done(boolean onCallingThread) {
    routed.complete(null);
  }

  /** Returns whether the route is done, so that the thread that began the request can end it. */
  boolean isRouted() {
    return routed.isDone();
  }

  /**
   * Lets the first thread of a request leave it. That thread calls this.
   *
   * @param answer completes the answer. It runs once the route is done, on the route's last thread, or at once.
   */
  void leave(HttpServletRequest request, Runnable answer) {
    request.setAttribute(ATTRIBUTE, this);
    container = request.startAsync();
    container.setTimeout(0); // the limits of orqen.timeout hold
    container.addListener(this);
    routed.thenRun(answer).whenComplete((nothing, failure) -> answered.complete(null));
  }

  /** Tells the request's end once it is answered, and lets Tomcat go on with the connection. */
  void atEnd(Runnable action) {
    answered.thenRun(action).whenComplete((nothing, failure) -> {
      try {
        container.complete();
      } finally {
        told.complete(null);
      }
    });
  }

  @Override
  public void onComplete(AsyncEvent event) {
    // Everything has been told.
  }

  @Override
  public void onTimeout(AsyncEvent event) {
    told.join();
  }

  @Override
  public void onError(AsyncEvent event) {
    told.join();
  }

  @Override
  public void onStartAsync(AsyncEvent event) {
    // Nothing starts it twice.
  }
}
