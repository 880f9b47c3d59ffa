package app.orqen.reply;

import app.orqen.inbound.Inbound;
import app.orqen.translate.error.ErrorText;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.apache.camel.Exchange;

/**
 * The client's end of a stream of events. Its head goes out with the first bytes, so that a failure before
 * them still has a status. Each write is flushed. Keep-alives come from another thread, between two writes.
 */
public final class ClientStream {

  private static final String VARIABLE = "orqenStream";

  private final Inbound inbound;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile long lastWrite;
  private volatile boolean clientGone;
  private volatile boolean open;
  private final AtomicBoolean signOnItsWay = new AtomicBoolean();
  private boolean closed;
  private Function<ErrorText, byte[]> lastEvent = error -> null;

  public ClientStream(Inbound inbound) {
    this.inbound = inbound;
    this.lastWrite = inbound.startNanos();
  }

  /** Returns the stream of an exchange, or null when its answer isn't a stream. */
  public static ClientStream of(Exchange exchange) {
    return exchange.getVariable(VARIABLE, ClientStream.class);
  }

  public void attach(Exchange exchange) {
    exchange.setVariable(VARIABLE, this);
  }

  /**
   * Writes whole events and flushes them.
   *
   * @throws IOException when the client has left
   */
  public void write(byte[] events, int offset, int length) throws IOException {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      boolean first = !open;
      OutputStream out = open();
      out.write(events, offset, length);
      out.flush();
      if (first) {
        inbound.connection().giveBackHead();
      }
      lastWrite = System.nanoTime();
    } catch (IOException e) {
      clientGone = true;
      throw e;
    } finally {
      lock.unlock();
    }
  }

  /** Gives back what the client's connection doesn't need while the stream waits. Nothing is written at the same time. */
  public void giveBack() {
    lock.lock();
    try {
      inbound.connection().giveBack();
    } finally {
      lock.unlock();
    }
  }

  /** Does something to the answer's headers, unless its head has left. No sign of life opens it meanwhile. */
  public void beforeHead(Runnable headers) {
    lock.lock();
    try {
      if (!open && !closed) {
        headers.run();
      }
    } finally {
      lock.unlock();
    }
  }

  private OutputStream open() throws IOException {
    HttpServletResponse response = inbound.response();
    if (!open) {
      open = true;
      response.setStatus(200);
      response.setContentType(inbound.surface().streamType());
      response.setHeader("Cache-Control", "no-cache");
      response.setHeader("X-Accel-Buffering", "no");
      inbound.answering();
    }
    return response.getOutputStream();
  }

  /** Returns whether the head has left. */
  public boolean isOpen() {
    return open;
  }

  /**
   * Decides whether the answer is this stream, for a caller that would give another answer. Returns whether it is. If the head
   * has not left yet, the stream closes. Otherwise a sign of life on its way would open it around the other answer, and the
   * client would never see that answer's status.
   */
  public boolean settle() {
    lock.lock();
    try {
      closed |= !open;
      return open;
    } finally {
      lock.unlock();
    }
  }

  /** Opens a settled stream again, since another provider is asked in place of the one whose answer it was settled for. */
  public void reopen() {
    lock.lock();
    try {
      closed &= open;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Returns whether nothing was written since a moment of {@link System#nanoTime()}. After true it returns false until {@link
   * #keepAlive} is over, so that a client that takes nothing holds up only one writer.
   */
  public boolean takeSilenceSince(long nanos) {
    return lastWrite - nanos < 0 && !clientGone && signOnItsWay.compareAndSet(false, true);
  }

  /** Sends a sign of life: a comment, or Anthropic's own ping. Never waits for another write. */
  public void keepAlive() {
    try {
      if (lock.tryLock()) {
        sign();
      }
    } finally {
      signOnItsWay.set(false);
    }
  }

  private void sign() {
    try {
      byte[] sign = inbound.surface().keepAlive();
      if (sign.length == 0) {
        lastWrite = System.nanoTime(); // Converse has none
        return;
      }
      write(sign, 0, sign.length);
    } catch (IOException e) {
      // The client's leaving is noticed by the watchdog too, which ends the call.
    } finally {
      lock.unlock();
    }
  }

  /** Sets what writes the event of an error that fits the events before it, or returns null. */
  public void failsWith(Function<ErrorText, byte[]> event) {
    lastEvent = event;
  }

  /** Ends a stream that has begun with an error in the surface's own form, and no sign of a proper end. */
  public void fail(GatewayException error) {
    byte[] event = lastEvent.apply(ErrorBody.text(error, inbound));
    if (event == null) {
      event = ErrorBody.event(error, inbound);
    }
    inbound.outcome().brokeOff(error.recordedCode(), error.source().label(), error.getMessage());
    inbound.complete();
    try {
      write(event, 0, event.length);
      close();
    } catch (IOException e) {
      // The client has left as well: there is nobody to tell.
    }
  }

  /** Ends the response, so that the client sees the end while the provider's connection is still being tidied up. */
  public void close() throws IOException {
    lock.lock();
    try {
      if (!closed) {
        closed = true;
        if (open) {
          inbound.response().getOutputStream().close();
        }
      }
    } finally {
      lock.unlock();
    }
  }

  /** Ends keep-alives: none comes after this. */
  public void detach() {
    lock.lock();
    closed = true;
    lock.unlock();
  }
}
