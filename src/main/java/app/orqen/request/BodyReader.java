package app.orqen.request;

import app.orqen.admission.NoRoomException;
import app.orqen.admission.Reservation;
import app.orqen.admission.ReservedBytes;
import app.orqen.inbound.ClientConnection;
import app.orqen.inbound.Inbound;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Reads a request body whole, counting bytes and time as they pass. What an early refusal leaves unread is dropped after
 * the answer is sent.
 */
public final class BodyReader {

  /** From how many announced bytes on there must be room for all of them before the first is read. */
  private static final int LARGE = 64 * 1024;

  private BodyReader() {}

  /**
   * Reads the whole body.
   *
   * @param maxBytes the most that is taken
   * @param limit what the limit is called, for the caller
   * @throws NoRoomException when the requests in flight hold too much memory for it
   * @throws GatewayException 413 past the limit, 408 when it takes longer than it may, 400 when the client breaks off
   */
  public static byte[] read(Inbound inbound, long maxBytes, String limit) {
    HttpServletRequest request = inbound.request();
    long announced = request.getContentLengthLong();
    if (announced > maxBytes) {
      throw tooLarge(maxBytes, limit);
    }
    requireRoom(inbound, announced);
    try {
      return readWhole(inbound, request.getInputStream(), announced, maxBytes, limit);
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private static GatewayException failed(IOException e) {
    return e instanceof SocketTimeoutException || e.getCause() instanceof SocketTimeoutException
        ? tooSlow("The rest of the request body did not arrive in time.")
        : brokeOff();
  }

  /**
   * Reads the next bytes of a body that isn't held whole.
   *
   * @return how many came; -1 at the end
   * @throws GatewayException 408 when the body takes longer than it may, 400 when the client breaks off
   */
  public static int readSome(Inbound inbound, InputStream in, byte[] chunk) {
    waitAtMost(inbound);
    try {
      int n = in.read(chunk);
      requireInTime(inbound, n >= 0);
      return n;
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Does the same into a buffer that grows, and returns false at the end. */
  public static boolean readSome(Inbound inbound, ReservedBytes body) {
    waitAtMost(inbound);
    try {
      boolean more = body.readFrom(inbound.request().getInputStream());
      requireInTime(inbound, more);
      return more;
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Returns the refusal of a body that ended early. */
  public static GatewayException brokeOff() {
    return GatewayException.badRequest(ErrorCode.INVALID_BODY, null, "The request body broke off before its end. Send the request again.");
  }

  /** Returns the refusal of a body that is longer than it may be. */
  public static GatewayException overLimit(long maxBytes) {
    return tooLarge(maxBytes, "orqen.max-request-bytes");
  }

  /** Refuses a body for which there is no room before any of it is read. What is held grows only with what arrives. */
  private static void requireRoom(Inbound inbound, long announced) {
    Reservation memory = inbound.memory();
    long most = memory.budget().most() / 3 * 2; // while it grows, half as much again is held
    if (announced > most) {
      throw tooLarge(most, "what the gateway's memory allows");
    }
    if (announced > LARGE) {
      memory.grow(announced, patience(inbound));
      memory.shrink(announced);
    }
  }

  private static byte[] readWhole(Inbound inbound, InputStream in, long announced, long maxBytes, String limit)
      throws IOException {
    ReservedBytes body = new ReservedBytes(inbound.memory(), announced, maxBytes, patience(inbound));
    while (body.size() != announced) {
      waitAtMost(inbound);
      if (!body.readFrom(in)) {
        if (announced >= 0) {
          throw new IOException("body ended early");
        }
        break;
      }
      if (body.isTooLong()) {
        throw tooLarge(maxBytes, limit);
      }
      requireInTime(inbound, body.size() != announced);
    }
    return body.toArray();
  }

  private static Duration patience(Inbound inbound) {
    Duration patience = inbound.memory().budget().patience();
    Duration left = Duration.ofNanos(Math.max(0, nanosLeft(inbound)));
    return patience.compareTo(left) < 0 ? patience : left;
  }

  /** Waits for the next bytes no longer than the body's time is. */
  private static void waitAtMost(Inbound inbound) {
    ClientConnection connection = (ClientConnection) inbound.request().getAttribute(ClientConnection.ATTRIBUTE);
    connection.waitAtMost(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanosLeft(inbound))));
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
        "The request body is over the limit of " + maxBytes + " bytes (" + limit + "). Send less.");
  }
}
