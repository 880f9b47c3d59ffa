package app.orqen.edge;

import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.nio.ByteBuffer;
import org.apache.coyote.OutputBuffer;
import org.apache.coyote.Response;
import org.apache.coyote.http11.Http11OutputBuffer;
import org.apache.tomcat.util.http.MimeHeaders;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What Tomcat needs to write the head of an answer, and keeps until the answer is over: 4 KiB for its bytes, and some 270 bytes for
 * each header. A stream needs neither once its head is out. Tomcat has no method that gives them back, so reflection does.
 */
final class AnswerBuffers {

  private static final Logger LOG = LoggerFactory.getLogger(AnswerBuffers.class);

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);
  private static final Field OUTPUT = field(Response.class, "outputBuffer", OutputBuffer.class);
  private static final Field HEAD = field(Http11OutputBuffer.class, "headerBuffer", ByteBuffer.class);
  private static final Field HEADERS = field(MimeHeaders.class, "headers", Object[].class);

  private static final boolean IS_POSSIBLE = OUTPUT != null && HEAD != null && HEADERS != null;

  private AnswerBuffers() {}

  /** Returns null where Tomcat has no such field, or doesn't let it be written. */
  private static Field field(Class<?> owner, String name, Class<?> type) {
    try {
      Field field = owner.getDeclaredField(name);
      field.setAccessible(true);
      if (type.isAssignableFrom(field.getType())) {
        return field;
      }
    } catch (ReflectiveOperationException | RuntimeException e) {
      LOG.debug("{}.{}", owner, name, e);
    }
    LOG.warn("This Tomcat has no field {}.{}: a waiting stream holds some 4 KiB more", owner.getSimpleName(), name);
    return null;
  }

  /** Gives back what the head of an answer needed, when it is out. */
  static void shrink(Response response) {
    if (response.isCommitted() && IS_POSSIBLE) {
      set(HEAD, get(OUTPUT, response), NOTHING);
      MimeHeaders headers = response.getMimeHeaders();
      headers.recycle();
      set(HEADERS, headers, Array.newInstance(HEADERS.getType().getComponentType(), MimeHeaders.DEFAULT_HEADER_SIZE));
    }
  }

  /** Gives the next answer on the connection its buffer again. */
  static void restore(Response response, int size) {
    if (IS_POSSIBLE && get(HEAD, get(OUTPUT, response)) == NOTHING) {
      set(HEAD, get(OUTPUT, response), ByteBuffer.allocate(size));
    }
  }

  private static Object get(Field field, Object owner) {
    try {
      return field.get(owner);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void set(Field field, Object owner, Object value) {
    try {
      field.set(owner, value);
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }
}
