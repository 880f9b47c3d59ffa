package app.orqen.reply;

import app.orqen.inbound.Inbound;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/**
 * Reads a request body whole, counting bytes as they arrive. What an early refusal leaves unread is Tomcat's to drop, after
 * the answer is sent ({@code server.tomcat.max-swallow-size}).
 */
public final class BodyReader {

  private static final int FIRST_BUFFER = 16 * 1024;

  private BodyReader() {}

  /**
   * Reads the whole body.
   *
   * @param maxBytes the most that is taken
   * @throws GatewayException 413 past the limit, 400 when the client breaks off
   */
  public static byte[] read(Inbound inbound, long maxBytes) {
    HttpServletRequest request = inbound.request();
    long announced = request.getContentLengthLong();
    if (announced > maxBytes) {
      throw tooLarge(maxBytes);
    }
    try {
      InputStream in = request.getInputStream();
      return announced >= 0 ? readKnown(in, (int) announced) : readChunked(in, maxBytes);
    } catch (IOException e) {
      throw GatewayException.badRequest("invalid_body", null, "The request body broke off before its end.");
    }
  }

  private static byte[] readKnown(InputStream in, int length) throws IOException {
    byte[] body = new byte[length];
    if (in.readNBytes(body, 0, length) < length) {
      throw new IOException("body ended early");
    }
    return body;
  }

  private static byte[] readChunked(InputStream in, long maxBytes) throws IOException {
    byte[] buffer = new byte[FIRST_BUFFER];
    int size = 0;
    for (int n; (n = in.read(buffer, size, buffer.length - size)) >= 0; ) {
      size += n;
      if (size > maxBytes) {
        throw tooLarge(maxBytes);
      }
      if (size == buffer.length) {
        buffer = Arrays.copyOf(buffer, (int) Math.min(Integer.MAX_VALUE - 8, buffer.length * 2L));
      }
    }
    return Arrays.copyOf(buffer, size);
  }

  private static GatewayException tooLarge(long maxBytes) {
    return GatewayException.of(413, "request_too_large",
        "The request body is over the limit of " + maxBytes + " bytes (orqen.max-request-bytes).");
  }
}
