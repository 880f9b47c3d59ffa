package app.orqen.relay;

import app.orqen.dispatch.UpstreamCall;
import app.orqen.inbound.Inbound;
import app.orqen.inbound.Outcome;
import app.orqen.reply.ClientStream;
import app.orqen.reply.GatewayException;
import app.orqen.request.ModelRequest;
import app.orqen.request.Operation;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/**
 * The step {@code relay}: takes the provider's answer to the client. A stream goes event by event as it comes; anything
 * else is read whole first, so that what is no answer never passes for one.
 */
public final class Relay implements Processor {

  private static final int CHUNK = 16 * 1024;
  private static final int MAX_ERROR_BODY = 256 * 1024;

  private final int maxAnswerBytes;

  Relay(int maxAnswerBytes) {
    this.maxAnswerBytes = maxAnswerBytes;
  }

  @Override
  public void process(Exchange exchange) throws IOException {
    UpstreamCall call = UpstreamCall.of(exchange);
    Message answer = exchange.getMessage();
    Integer code = answer.getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
    int status = code == null ? 200 : code;
    InputStream body = answer.getBody(InputStream.class);
    Inbound inbound = Inbound.of(exchange);
    HeadersDown.copy(answer, inbound.response(), status);
    Redactor redactor = new Redactor(call.credential().toRedact());
    if (status < 200 || status >= 300) {
      error(exchange, call, status, body, redactor);
    } else if (call.clientStream() != null) {
      stream(exchange, call, body, redactor);
    } else {
      whole(exchange, call, body, redactor);
    }
  }

  // Errors

  private void error(Exchange exchange, UpstreamCall call, int status, InputStream in, Redactor redactor)
      throws IOException {
    byte[] body = in == null ? new byte[0] : read(call, in, MAX_ERROR_BODY);
    if (status == 401 || status == 403) {
      throw ProviderErrors.rejected(call, body, redactor);
    }
    if (status < 400) {
      throw ProviderErrors.nonsense(call, "with a redirection");
    }
    AnswerScan scan = AnswerScan.of(body, 0, body.length);
    if (scan == null) {
      throw ProviderErrors.wrapped(call, status);
    }
    Inbound inbound = Inbound.of(exchange);
    if (inbound.response().isCommitted()) {
      call.clientStream().fail(ProviderErrors.inAnswer(scan, redactor));
      return;
    }
    Outcome outcome = inbound.outcome();
    outcome.status = status;
    outcome.errorCode = scan.errorCode != null ? scan.errorCode : "provider_error";
    outcome.errorSource = "provider";
    inbound.response().setHeader("x-orqen-error-source", "provider");
    if ("insufficient_quota".equals(scan.errorCode)) {
      inbound.response().setHeader("x-should-retry", "false");
    }
    answer(exchange, status, redactor.redact(body));
  }

  // Whole answers

  private void whole(Exchange exchange, UpstreamCall call, InputStream in, Redactor redactor) throws IOException {
    requireType(exchange, call, "json", "something that is not JSON");
    byte[] body = in == null ? new byte[0] : read(call, in, maxAnswerBytes);
    AnswerScan scan = AnswerScan.of(body, 0, body.length);
    boolean embeddings = ModelRequest.of(exchange).operation() == Operation.EMBEDDINGS;
    if (scan != null && scan.isError && !scan.hasChoices) {
      throw ProviderErrors.inAnswer(scan, redactor);
    }
    if (scan == null || !(embeddings ? scan.hasData : scan.hasChoices)) {
      throw ProviderErrors.nonsense(call, "with something else than was asked for");
    }
    note(scan, Inbound.of(exchange).outcome());
    answer(exchange, 200, redactor.redact(body));
  }

  private static byte[] read(UpstreamCall call, InputStream in, int max) throws IOException {
    call.await();
    byte[] body = in.readNBytes(max + 1);
    call.arrived();
    if (body.length > max) {
      throw ProviderErrors.nonsense(call, "with more than " + max + " bytes");
    }
    return body;
  }

  private static void answer(Exchange exchange, int status, byte[] body) {
    Message message = exchange.getMessage();
    message.removeHeaders("*");
    message.setHeader(Exchange.HTTP_RESPONSE_CODE, status);
    message.setHeader(Exchange.CONTENT_TYPE, "application/json");
    Inbound.of(exchange).response().setContentLength(body.length);
    message.setBody(body);
  }

  /** A missing type is judged by the content alone. */
  private static void requireType(Exchange exchange, UpstreamCall call, String wanted, String what) {
    String type = exchange.getMessage().getHeader(Exchange.CONTENT_TYPE, String.class);
    if (type != null && !type.toLowerCase(Locale.ROOT).contains(wanted)) {
      throw ProviderErrors.nonsense(call, what + " (" + type + ")");
    }
  }

  // Streams

  private static void stream(Exchange exchange, UpstreamCall call, InputStream in, Redactor redactor)
      throws IOException {
    requireType(exchange, call, "event-stream", "something that is no event stream");
    boolean hideUsage = !ModelRequest.of(exchange).scan().includeUsage();
    OpenAiStream events = new OpenAiStream(hideUsage, redactor);
    ClientStream client = call.clientStream();
    Inbound inbound = Inbound.of(exchange);
    try {
      pump(call, in, events, client);
      finish(call, events, client, inbound);
    } finally {
      if (events.usage() != null) {
        note(events.usage(), inbound.outcome());
      }
    }
    exchange.getMessage().removeHeaders("*");
    exchange.getMessage().setBody(null);
  }

  private static void pump(UpstreamCall call, InputStream in, OpenAiStream events, ClientStream client)
      throws IOException {
    byte[] chunk = new byte[CHUNK];
    while (!events.isOver()) {
      call.await();
      int n = in == null ? -1 : in.read(chunk);
      call.arrived();
      if (n < 0) {
        events.end();
        send(call, events, client);
        return;
      }
      feed(call, events, chunk, n);
      send(call, events, client);
    }
  }

  private static void feed(UpstreamCall call, OpenAiStream events, byte[] chunk, int n) {
    try {
      events.feed(chunk, 0, n);
    } catch (IllegalStateException e) {
      throw ProviderErrors.nonsense(call, "with an event that is too large");
    }
  }

  private static void send(UpstreamCall call, OpenAiStream events, ClientStream client) throws IOException {
    byte[] output = events.takeOutput();
    if (output.length == 0) {
      return;
    }
    try {
      client.write(output, 0, output.length);
    } catch (IOException e) {
      call.clientGone();
      throw e;
    }
  }

  private static void finish(UpstreamCall call, OpenAiStream events, ClientStream client, Inbound inbound)
      throws IOException {
    if (events.error() != null) {
      call.abandon();
      throw events.error();
    }
    if (!events.isDone()) {
      throw call.explain(null);
    }
    inbound.outcome().status = HttpServletResponse.SC_OK;
    client.close();
    call.finishing();
  }

  private static void note(AnswerScan scan, Outcome outcome) {
    outcome.inputTokens = scan.inputTokens;
    outcome.outputTokens = scan.outputTokens;
    outcome.cachedTokens = scan.cachedTokens;
  }
}
