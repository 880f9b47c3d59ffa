package app.orqen.edge;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.apache.coyote.ActionCode;
import org.apache.tomcat.util.net.ApplicationBufferHandler;

/**
 * Reads and drops what a refused request still sends, after its answer is out, so that the client sees the answer and no
 * reset. Tomcat does so too, but its time limit is for each read: a client that drips would hold the thread for hours.
 */
final class BodyDrain extends ValveBase {

  /** How long a client may take to send the rest. */
  private static final long MOST_NANOS = Duration.ofSeconds(10).toNanos();

  /** How many connections may be drained at once. Each holds a thread and what Tomcat needs for a request. */
  private static final int MOST_AT_ONCE = 64;

  private final Semaphore places = new Semaphore(MOST_AT_ONCE);
  private final long mostBytes;

  BodyDrain(long mostBytes) {
    super(true);
    this.mostBytes = mostBytes;
  }

  @Override
  public void invoke(Request request, Response response) throws IOException, ServletException {
    getNext().invoke(request, response);
    // A client that asked whether to send the body has not sent it, so Tomcat closes the connection.
    if (request.isAsync() || isRead(request) || request.getCoyoteRequest().hasExpectation()) {
      return;
    }
    response.finishResponse();
    if (!tryDrain(request)) {
      request.getCoyoteRequest().action(ActionCode.DISABLE_SWALLOW_INPUT, null);
    }
  }

  private boolean tryDrain(Request request) {
    if (!places.tryAcquire()) {
      return false;
    }
    try {
      return drain(request);
    } finally {
      places.release();
    }
  }

  private static boolean isRead(Request request) {
    AtomicBoolean read = new AtomicBoolean();
    request.getCoyoteRequest().action(ActionCode.REQUEST_BODY_FULLY_READ, read);
    return read.get();
  }

  /** Reads the rest of the body below Catalina's stream, which closes with the answer. Returns whether all was read in time. */
  private boolean drain(Request request) {
    long begun = System.nanoTime();
    Dropped dropped = new Dropped();
    try {
      long left = mostBytes;
      for (int n = 0; n >= 0 && left > 0 && System.nanoTime() - begun < MOST_NANOS; left -= n) {
        n = request.getCoyoteRequest().doRead(dropped);
      }
      return isRead(request);
    } catch (IOException e) {
      return false;
    }
  }

  /** Is given the connection's own buffer with each read, and keeps nothing of it. */
  private static final class Dropped implements ApplicationBufferHandler {

    private ByteBuffer bytes = ByteBuffer.allocate(0);

    @Override
    public void setByteBuffer(ByteBuffer buffer) {
      bytes = buffer;
    }

    @Override
    public ByteBuffer getByteBuffer() {
      return bytes;
    }

    @Override
    public void expand(int size) {
      // Nothing is kept.
    }
  }
}
