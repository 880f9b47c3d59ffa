package app.orqen.relay;

import app.orqen.inbound.AttemptLog;
import app.orqen.inbound.Inbound;
import app.orqen.policy.Attempts;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.camel.Exchange;

/** Writes the headers that say who answered, and with which call. */
final class AnsweredBy {

  private AnsweredBy() {}

  /**
   * Writes them, and the provider's own where another one could still have answered until now. This must be before the answer's head
   * leaves.
   */
  static void write(Exchange exchange, Redactor redactor) {
    Inbound inbound = Inbound.of(exchange);
    if (Attempts.of(exchange) != null) {
      HeadersDown.copy(exchange.getMessage(), inbound.response()::setHeader, HttpServletResponse.SC_OK, redactor);
    }
    AttemptLog log = inbound.outcome().attempts();
    HttpServletResponse response = inbound.response();
    response.setHeader("x-orqen-model", visible(inbound.outcome().provider() + '/' + inbound.outcome().model()));
    response.setHeader("x-orqen-attempts", log == null ? "1" : Integer.toString(log.size()));
  }

  /** Returns a text with question marks for what can't be in a header. */
  private static String visible(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) < ' ' || text.charAt(i) > '~') {
        return text.replaceAll("[^\\x20-\\x7e]", "?");
      }
    }
    return text;
  }
}
