package app.orqen.reply;

import app.orqen.inbound.ClientConnection;
import app.orqen.inbound.Inbound;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * Reads a request body whole, counting bytes and time as they pass. What an early refusal leaves unread is dropped after
 * the answer is sent.
 */
public final class BodyReader {

  private static final int FIRST_BUFFER = 16 * 1024;

  private BodyReader() {}

  /**
   * Reads the whole body.
   *
   * @param maxBytes the most that is taken
   * @param limit what the limit is called, for the caller
   * @throws GatewayException 413 past the limit, 408 when it takes longer than it may, 400 when the client breaks off
   */
  public static byte[] read(Inbound inbound, long maxBytes, String limit) {
    HttpServletRequest request = inbound.request();
    long announced = request.getContentLengthLong();
    if (announced > maxBytes) {
      throw tooLarge(maxBytes, limit);
    }
    try {
      InputStream in = request.getInputStream();
      return announced >= 0 ? readKnown(inbound, in, (int) announced) : readChunked(inbound, in, maxBytes, limit);
    } catch (IOException e) {
      if (e instanceof SocketTimeoutException || e.getCause() instanceof SocketTimeoutException) {
        throw tooSlow("The request body stopped coming.");
      }
      throw GatewayException.badRequest(ErrorCode.INVALID_BODY, null, "The request body broke off before its end.");
    }
  }

  private static byte[] readKnown(Inbound inbound, InputStream in, int length) throws IOException {
    byte[] body = new byte[length];
    for (int size = 0; size < length; ) {
      int n = read(inbound, in, body, size);
      if (n < 0) {
        throw new IOException("body ended early");
      }
      size += n;
      requireInTime(inbound, size < length);
    }
    return body;
  }

  private static byte[] readChunked(Inbound inbound, InputStream in, long maxBytes, String limit) throws IOException {
    byte[] buffer = new byte[FIRST_BUFFER];
    int size = 0;
    for (int n; (n = read(inbound, in, buffer, size)) >= 0; ) {
      size += n;
      if (size > maxBytes) {
        throw tooLarge(maxBytes, limit);
      }
      requireInTime(inbound, true);
      if (size == buffer.length) {
        buffer = Arrays.copyOf(buffer, (int) Math.min(Integer.MAX_VALUE - 8, buffer.length * 2L));
      }
    }
    return Arrays.copyOf(buffer, size);
  }

  /** Waits for the next bytes no longer than the body's time is. */
  private static int read(Inbound inbound, InputStream in, byte[] buffer, int from) throws IOException {
    ClientConnection connection = (ClientConnection) inbound.request().getAttribute(ClientConnection.ATTRIBUTE);
    connection.waitAtMost(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanosLeft(inbound))));
    return in.read(buffer, from, buffer.length - from);
  }

  private static long nanosLeft(Inbound inbound) {
    return inbound.bodyTime().toNanos() - (System.nanoTime() - inbound.startNanos());
  }

  private static void requireInTime(Inbound inbound, boolean more) {
    if (more && nanosLeft(inbound) < 0) {
      throw tooSlow("The request body did not arrive within " + inbound.bodyTime().toSeconds() + " s.");
    }
  }

  private static GatewayException tooSlow(String message) {
    return GatewayException.of(ErrorCode.REQUEST_TIMEOUT, message + " Send it again.").header("Connection", "close");
  }

  private static GatewayException tooLarge(long maxBytes, String limit) {
    return GatewayException.of(ErrorCode.REQUEST_TOO_LARGE,
        "The request body is over the limit of " + maxBytes + " bytes (" + limit + ").");
  }
}
