package app.orqen.edge;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import org.apache.catalina.connector.CoyoteAdapter;
import org.apache.catalina.connector.InputBuffer;
import org.apache.coyote.Request;
import org.apache.coyote.http11.Http11InputBuffer;
import org.apache.tomcat.util.buf.ByteChunk;
import org.apache.tomcat.util.buf.MessageBytes;
import org.apache.tomcat.util.http.MimeHeaders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tomcat's buffers for reading a request, which it keeps as long as the request is answered. A stream may be answered for half
 * an hour, and needs no more of them than the head that was read.
 */
final class RequestBuffers {

  private static final Logger LOG = LoggerFactory.getLogger(RequestBuffers.class);

  /** Room behind the head, in bytes, for a look at whether the client is still there. */
  private static final int ROOM = 16;
  /** Characters that Tomcat decodes at once for {@code getReader}, which nothing here calls. It has 8,192 from the start. */
  private static final int CHARACTERS = 128;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private static final VarHandle INPUT =
      field(org.apache.catalina.connector.Request.class, "inputBuffer", InputBuffer.class);
  private static final VarHandle DECODED = field(InputBuffer.class, "cb", CharBuffer.class);

  private RequestBuffers() {}

  /** Tomcat has no setting for the size of these, and no method that gives them back. Returns null where it has no such field. */
  private static VarHandle field(Class<?> owner, String name, Class<?> type) {
    try {
      return MethodHandles.privateLookupIn(owner, MethodHandles.lookup()).findVarHandle(owner, name, type);
    } catch (ReflectiveOperationException | SecurityException e) {
      LOG.warn("This Tomcat has no field {}.{}: a waiting stream holds 16 KiB more", owner.getSimpleName(), name);
      return null;
    }
  }

  /**
   * Gives the buffers of a request back whose body has been read whole: what was read of the head moves into an array of its
   * length. Does nothing when bytes of a next request are there.
   */
  @SuppressWarnings("deprecation") // method() is gone in Tomcat 11, which keeps the method as a string
  static void shrink(Request request) {
    Http11InputBuffer input = (Http11InputBuffer) request.getInputBuffer();
    ByteBuffer whole = input.getByteBuffer();
    int read = whole.limit();
    if (whole.hasRemaining() || whole.capacity() <= read + ROOM) {
      return;
    }
    ByteBuffer head = ByteBuffer.allocate(read + ROOM);
    System.arraycopy(whole.array(), 0, head.array(), 0, read);
    head.position(read).limit(read);
    input.setByteBuffer(head);
    move(request.method(), whole.array(), head.array());
    move(request.requestURI(), whole.array(), head.array());
    move(request.queryString(), whole.array(), head.array());
    move(request.protocol(), whole.array(), head.array());
    MimeHeaders headers = request.getMimeHeaders();
    for (int i = 0; i < headers.size(); i++) {
      move(headers.getName(i), whole.array(), head.array());
      move(headers.getValue(i), whole.array(), head.array());
    }
    dropServletInput(request);
  }

  /** The same bytes at the same place of another array: whoever reads them meanwhile sees no difference. */
  private static void move(MessageBytes part, byte[] from, byte[] to) {
    ByteChunk bytes = part.getByteChunk();
    if (bytes.getBuffer() == from) {
      bytes.setBytes(to, bytes.getStart(), bytes.getLength());
    }
  }

  private static void dropServletInput(Request request) {
    Object catalina = request.getNote(CoyoteAdapter.ADAPTER_NOTES);
    if (INPUT != null && DECODED != null && catalina instanceof org.apache.catalina.connector.Request servlet) {
      InputBuffer input = (InputBuffer) INPUT.get(servlet);
      input.setByteBuffer(NOTHING); // it looked into the same array
      if (((CharBuffer) DECODED.get(input)).capacity() > CHARACTERS) {
        DECODED.set(input, CharBuffer.allocate(CHARACTERS).limit(0));
      }
    }
  }

  /** Gives the next request on the connection its buffer again, with what is there of it. */
  static void restore(Request request, int headLimit, int readAtOnce) {
    Http11InputBuffer input = (Http11InputBuffer) request.getInputBuffer();
    ByteBuffer small = input.getByteBuffer();
    if (small == null || small.capacity() >= headLimit + readAtOnce) {
      return;
    }
    ByteBuffer whole = ByteBuffer.allocate(headLimit + readAtOnce);
    System.arraycopy(small.array(), 0, whole.array(), 0, small.limit());
    whole.position(small.position()).limit(small.limit());
    input.setByteBuffer(whole);
  }
}
