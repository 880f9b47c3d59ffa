package app.orqen.relay;

import app.orqen.dispatch.call.Conversation;
import app.orqen.dispatch.call.UpstreamCall;
import app.orqen.inbound.Inbound;
import app.orqen.policy.Attempts;
import app.orqen.reply.JsonReply;
import app.orqen.state.Claim;
import app.orqen.translate.answer.AnswerFacts;
import app.orqen.translate.answer.Usage;
import app.orqen.translate.front.Passing;
import app.orqen.translate.wire.Operation;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;

/**
 * A good answer of an operation that passes as it is. Its content type decides: events are a stream, JSON and text are read whole
 * first, and sound goes on as it comes.
 */
final class PassedAnswer {

  /** What may be written into a header as a content type. */
  private static final Pattern TYPE = Pattern.compile("[\\w.+-]+/[\\w.+-]+(\\s*;\\s*[\\w.+-]+=(?:[\\w.+-]+|\"[\\w .+-]*\"))*");
  private static final String BYTES = "application/octet-stream";

  private final Exchange exchange;
  private final UpstreamCall call;
  private final InputStream in;
  private final Redactor redactor;
  private final int maxBytes;
  private final Operation operation;
  private final String type;

  PassedAnswer(Exchange exchange, UpstreamCall call, InputStream in, Redactor redactor, int maxBytes) {
    this.exchange = exchange;
    this.call = call;
    this.in = in;
    this.redactor = redactor;
    this.maxBytes = maxBytes;
    this.operation = Conversation.of(exchange).operation();
    String named = exchange.getMessage().getHeader(Exchange.CONTENT_TYPE, String.class);
    this.type = named == null ? "" : named.trim().toLowerCase(Locale.ROOT);
  }

  /** Relays the answer and returns null, or returns the pump that relays the stream. */
  StreamPump relay() throws IOException {
    if (type.contains("event-stream") && call.clientStream() != null) {
      return Relay.stream(exchange, call, in, redactor);
    }
    // Some models ignore the field stream. If a sign of life has left, the client can't be given anything else.
    if (call.clientStream() != null && call.clientStream().settle()) {
      throw ProviderErrors.nonsense(call, "something that isn't an event stream (" + type + ")");
    }
    if (operation == Operation.SPEECH) {
      sound();
      return null;
    }
    try {
      whole();
    } finally {
      call.finishing();
    }
    return null;
  }

  private void sound() throws IOException {
    if (!type.isEmpty() && !type.startsWith("audio/") && !type.startsWith(BYTES)) {
      throw ProviderErrors.nonsense(call, "something that isn't sound (" + type + ")");
    }
    used(Usage.NONE, null);
    AnsweredBy.write(exchange, redactor);
    Attempts attempts = Attempts.of(exchange);
    if (attempts != null) {
      attempts.contentBegun();
      call.contentBegun();
    }
    new BytePump(in, Inbound.of(exchange), call, Conversation.of(exchange), redactor)
        .run(TYPE.matcher(type).matches() ? type : BYTES, AnswerBytes.announced(exchange));
    exchange.getMessage().removeHeaders("*");
    exchange.getMessage().setBody(null);
  }

  private void whole() throws IOException {
    boolean text = operation == Operation.TRANSCRIPTIONS && (type.startsWith("text/") && !type.contains("html") || type.contains("subrip"));
    if (!text) {
      AnswerBytes.requireType(exchange, call, "json", "something that isn't JSON");
    }
    byte[] body = AnswerBytes.read(exchange, in, maxBytes, operation == Operation.RESPONSE ? null : call);
    if (body == null) {
      throw ProviderErrors.nonsense(call, "more than " + maxBytes + " bytes");
    }
    if (text) {
      used(Usage.NONE, null);
    } else {
      read(body);
    }
    Inbound inbound = Inbound.of(exchange);
    inbound.response().setHeader("x-orqen-cost-usd", inbound.outcome().bill().header());
    AnsweredBy.write(exchange, redactor);
    JsonReply.set(exchange, 200, AnswerBytes.redact(exchange, redactor, body));
    if (text) {
      exchange.getMessage().setHeader(Exchange.CONTENT_TYPE, TYPE.matcher(type).matches() ? type : "text/plain; charset=utf-8");
    }
  }

  private void read(byte[] body) {
    AnswerFacts facts = Passing.facts(operation, body, Conversation.of(exchange).answer());
    if (facts != null && facts.error() != null) {
      throw ProviderErrors.inAnswer(call, facts.error(), Inbound.of(exchange), redactor);
    }
    if (facts == null || !facts.chat()) {
      throw ProviderErrors.nonsense(call, "an unexpected response");
    }
    if (Claim.of(exchange) != null) {
      Claim.of(exchange).has(facts.items());
    }
    if (operation.writesText()) {
      WholeAnswer.note(exchange, call, facts.usage(), facts.model(), facts.tools(), body);
    } else {
      used(facts.usage(), facts.model());
    }
  }

  /** Notes what was used. Where the provider tells no tokens, it charges by something else, which has no price here. */
  private void used(Usage usage, String model) {
    call.accounted();
    Claim claim = Claim.of(exchange);
    if (claim != null) {
      claim.done();
      Inbound.of(exchange).outcome().used(claim.charges(usage.total()) ? usage : Usage.NONE, model);
      return;
    }
    Inbound.of(exchange).outcome().used(usage, model);
    if (usage.total() == 0) {
      Inbound.of(exchange).outcome().bill().unpriced();
    }
  }
}
