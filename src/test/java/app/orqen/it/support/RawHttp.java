package app.orqen.it.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** One connection without an HTTP client between: what no client would send, byte for byte. */
public final class RawHttp implements AutoCloseable {

  /** An answer as it came over the wire. */
  public record Answer(int status, String head, String body) {

    /** A header's value, or null. */
    public String header(String name) {
      return head.lines().filter(line -> line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":"))
          .map(line -> line.substring(name.length() + 1).trim()).findFirst().orElse(null);
    }
  }

  private final Socket socket;

  public RawHttp(Gateway gateway) throws IOException {
    this(gateway.port());
  }

  public RawHttp(int port) throws IOException {
    socket = new Socket("127.0.0.1", port);
    socket.setSoTimeout(60_000);
  }

  /** Sends a text as it is, in ISO 8859-1. */
  public RawHttp send(String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    socket.getOutputStream().flush();
    return this;
  }

  /** One request, and its answer when the gateway closes. */
  public static Answer exchange(Gateway gateway, String request) throws IOException {
    try (RawHttp raw = new RawHttp(gateway)) {
      return raw.send(request).answer();
    }
  }

  /** Reads one answer, by its length, or up to the end of the connection when it has none. */
  public Answer answer() throws IOException {
    InputStream in = socket.getInputStream();
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
      int b = in.read();
      assertThat(b).as("an answer after " + head).isNotNegative();
      head.write(b);
    }
    Answer bare = new Answer(Integer.parseInt(head.toString(StandardCharsets.US_ASCII).substring(9, 12)),
        head.toString(StandardCharsets.ISO_8859_1).strip(), "");
    String length = bare.header("content-length");
    byte[] body = length == null ? in.readAllBytes() : in.readNBytes(Integer.parseInt(length));
    return new Answer(bare.status(), bare.head(), new String(body, StandardCharsets.UTF_8));
  }

  /** Reads up to and including a text, and returns what was read. */
  public String readTo(String end) throws IOException {
    ByteArrayOutputStream read = new ByteArrayOutputStream();
    while (!read.toString(StandardCharsets.ISO_8859_1).endsWith(end)) {
      int b = socket.getInputStream().read();
      assertThat(b).as("'%s' after %s", end, read).isNotNegative();
      read.write(b);
    }
    return read.toString(StandardCharsets.UTF_8);
  }

  /** Waits until the gateway closes the connection. */
  public void awaitClose() throws IOException {
    while (socket.getInputStream().read() >= 0) {
      // whatever comes
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
