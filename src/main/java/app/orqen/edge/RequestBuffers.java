package app.orqen.edge;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import org.apache.catalina.connector.CoyoteAdapter;
import org.apache.catalina.connector.InputBuffer;
import org.apache.coyote.Request;
import org.apache.coyote.http11.Http11InputBuffer;
import org.apache.coyote.http11.InputFilter;
import org.apache.coyote.http11.filters.ChunkedInputFilter;
import org.apache.coyote.http11.filters.IdentityInputFilter;
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

  /** Characters that Tomcat decodes at once for {@code getReader}, which nothing here calls. It has 8,192 from the start. */
  private static final int CHARACTERS = 128;

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  private static final VarHandle INPUT =
      field(org.apache.catalina.connector.Request.class, "inputBuffer", InputBuffer.class);
  private static final VarHandle DECODED = field(InputBuffer.class, "cb", CharBuffer.class);
  private static final VarHandle HEAD_END = field(Http11InputBuffer.class, "end", int.class);
  private static final VarHandle FILTERS = field(Http11InputBuffer.class, "activeFilters", InputFilter[].class);
  private static final VarHandle LAST_FILTER = field(Http11InputBuffer.class, "lastActiveFilter", int.class);

  private RequestBuffers() {}

  /**
   * Returns a field of Tomcat's, since it has no setting for the size of these buffers and no method that gives them back; null
   * where it has no such field.
   */
  private static VarHandle field(Class<?> owner, String name, Class<?> type) {
    try {
      return MethodHandles.privateLookupIn(owner, MethodHandles.lookup()).findVarHandle(owner, name, type);
    } catch (ReflectiveOperationException | SecurityException e) {
      LOG.warn("This Tomcat has no field {}.{}: a waiting stream holds up to 16 KiB more", owner.getSimpleName(), name);
      return null;
    }
  }

  /**
   * Gives the buffers of a request back whose body has been read whole. Its head moves into an array of its length, and with it
   * what has already been read of the client's next request: Tomcat finds that by counting back from the end of its buffer.
   */
  @SuppressWarnings("deprecation") // method() is gone in Tomcat 11, which keeps the method as a string
  static void shrink(Request request) throws IOException {
    Http11InputBuffer input = (Http11InputBuffer) request.getInputBuffer();
    ByteBuffer whole = input.getByteBuffer();
    InputFilter body = bodyOf(input);
    if (HEAD_END == null || body == null || !body.isFinished() || whole.hasRemaining()) {
      return;
    }
    int headEnd = (int) HEAD_END.get(input);
    int behind = Math.min(whole.limit() - headEnd, behind(body));
    if (behind < 0 || headEnd + behind >= whole.capacity() / 2) {
      return;
    }
    byte[] kept = new byte[headEnd + behind];
    System.arraycopy(whole.array(), 0, kept, 0, headEnd);
    System.arraycopy(whole.array(), whole.limit() - behind, kept, headEnd, behind);
    if (body instanceof ChunkedInputFilter chunked) {
      chunked.setByteBuffer(ByteBuffer.wrap(kept, kept.length - chunked.getByteBuffer().remaining(),
          chunked.getByteBuffer().remaining()));
    }
    input.setByteBuffer(ByteBuffer.wrap(kept, kept.length, 0));
    move(request.method(), whole.array(), kept);
    move(request.requestURI(), whole.array(), kept);
    move(request.queryString(), whole.array(), kept);
    move(request.protocol(), whole.array(), kept);
    MimeHeaders headers = request.getMimeHeaders();
    for (int i = 0; i < headers.size(); i++) {
      move(headers.getName(i), whole.array(), kept);
      move(headers.getValue(i), whole.array(), kept);
    }
    dropServletInput(request);
  }

  /** Returns Tomcat's reader of a request's body; null when it has none, or can't be found. */
  private static InputFilter bodyOf(Http11InputBuffer input) {
    int last = FILTERS == null || LAST_FILTER == null ? -1 : (int) LAST_FILTER.get(input);
    return last < 0 ? null : ((InputFilter[]) FILTERS.get(input))[last];
  }

  /** Returns how many of the bytes that were read last to keep for the next request; -1 when that can't be known. */
  private static int behind(InputFilter body) throws IOException {
    if (body instanceof ChunkedInputFilter chunked) {
      // Some may have gone into the buffer of its trailer.
      return chunked.getByteBuffer().remaining() + EdgeProtocol.TRAILER;
    }
    return body instanceof IdentityInputFilter ? (int) body.end() : -1;
  }

  /** Points to the same bytes at the same place of another array, so that a concurrent reader sees no difference. */
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
