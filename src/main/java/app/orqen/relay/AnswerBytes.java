package app.orqen.relay;

import app.orqen.admission.Reservation;
import app.orqen.admission.ReservedBytes;
import app.orqen.cost.DeliveredText;
import app.orqen.dispatch.call.UpstreamCall;
import app.orqen.inbound.Inbound;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import org.apache.camel.Exchange;

/** Reads whole answers within the request's memory, and takes secrets out of them. */
final class AnswerBytes {

  private AnswerBytes() {}

  /**
   * Reads an answer whole, with room for it in the request's memory. Returns null when it is longer than {@code max}.
   *
   * @param billed the call that is counted by what came of the answer when it breaks off; null when it costs nothing
   */
  static byte[] read(Exchange exchange, InputStream in, int max, UpstreamCall billed) throws IOException {
    if (in == null) {
      return new byte[0];
    }
    Reservation memory = Inbound.of(exchange).memory();
    ReservedBytes body = ReservedBytes.ofAnnounced(memory, announced(exchange), max, memory.budget().patience());
    try {
      while (body.readFrom(in)) {
        if (body.isTooLong()) {
          account(billed, body);
          body.discard();
          return null;
        }
      }
    } catch (IOException | RuntimeException e) {
      account(billed, body);
      throw e;
    }
    return body.toArray();
  }

  private static void account(UpstreamCall billed, ReservedBytes came) {
    if (billed != null) {
      DeliveredText text = new DeliveredText();
      came.show(text::count);
      billed.account(text.tokens());
    }
  }

  /** Redacts a whole answer. If there is anything to hide, it takes room for a second copy. */
  static byte[] redact(Exchange exchange, Redactor redactor, byte[] body) {
    if (redactor.finds(body, 0, body.length)) {
      Inbound.of(exchange).memory().grow(ReservedBytes.reservedFor(body.length));
    }
    return redactor.redact(body);
  }

  /** Returns the provider's {@code Content-Length}, or 0. */
  static long announced(Exchange exchange) {
    Long length = exchange.getMessage().getHeader(Exchange.CONTENT_LENGTH, Long.class);
    return length == null ? 0 : length;
  }

  /** Requires a content type. An answer without one is judged by its content. */
  static void requireType(Exchange exchange, UpstreamCall call, String wanted, String what) {
    String type = exchange.getMessage().getHeader(Exchange.CONTENT_TYPE, String.class);
    if (type != null && !type.toLowerCase(Locale.ROOT).contains(wanted)) {
      throw ProviderErrors.nonsense(call, what + " (" + type + ")");
    }
  }
}
