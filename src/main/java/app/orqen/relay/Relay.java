package app.orqen.relay;

import app.orqen.admission.OutOfMemory;
import app.orqen.dispatch.call.Conversation;
import app.orqen.dispatch.call.UpstreamCall;
import app.orqen.inbound.Inbound;
import app.orqen.policy.Attempts;
import app.orqen.policy.Condition;
import app.orqen.prune.ToolCheck;
import app.orqen.recover.Rounds;
import app.orqen.reply.GatewayException;
import app.orqen.request.ModelRequest;
import app.orqen.state.Claim;
import app.orqen.translate.wire.Operation;
import java.io.IOException;
import java.io.InputStream;
import java.util.concurrent.Executor;
import org.apache.camel.AsyncCallback;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.support.AsyncProcessorSupport;

/**
 * The step {@code relay}: takes the provider's answer to the client. A stream goes event by event as it comes. Any other answer
 * is read whole first, so that only a real answer is passed on.
 */
public final class Relay extends AsyncProcessorSupport {

  /** Ends the loop of the chain of a model call, which goes on while the provider has to be asked again. */
  static final String ANSWERED = "orqenAnswered";

  private final int maxAnswerBytes;

  private final Executor threads;
  private final WholeAnswer whole;
  private final RelayedError errors;

  /**
   * Creates the step.
   *
   * @param maxAnswerBytes the longest answer that isn't a stream
   * @param threads gives each stream a thread of its own, so that a waiting stream doesn't hold the deep stack on which it
   *     began; null where threads are few
   * @param estimate counts tokens where the provider says that it can't
   */
  Relay(int maxAnswerBytes, Executor threads, Processor estimate) {
    this.whole = new WholeAnswer(maxAnswerBytes);
    this.errors = new RelayedError(estimate);
    this.maxAnswerBytes = maxAnswerBytes;
    this.threads = threads;
  }

  @Override
  public boolean process(Exchange exchange, AsyncCallback done) {
    StreamPump stream = null;
    try {
      stream = relay(exchange);
    } catch (IOException | RuntimeException e) {
      exchange.setException(e);
    }
    if (stream == null || threads == null) {
      run(stream, exchange);
      done.done(true);
      return true;
    }
    StreamPump begun = stream;
    threads.execute(() -> {
      run(begun, exchange);
      done.done(false);
    });
    return false;
  }

  private static void run(StreamPump stream, Exchange exchange) {
    if (stream == null) {
      return;
    }
    try {
      run(stream, Attempts.of(exchange));
      Rounds rounds = ToolCheck.rounds(exchange);
      if (rounds != null && rounds.takeAgain()) {
        exchange.setVariable(ANSWERED, false);
        stream.close();
      }
      exchange.getMessage().removeHeaders("*");
      exchange.getMessage().setBody(null);
    } catch (Throwable e) {
      OutOfMemory.endIf(e);
      exchange.setException(e);
    }
  }

  /** Runs a stream. Where it fails, the plan learns why, unless the failure says it itself. */
  private static void run(StreamPump stream, Attempts attempts) throws IOException {
    try {
      stream.run();
    } catch (GatewayException e) {
      if (attempts != null && stream.isBroken()) {
        attempts.note(Condition.CONNECT);
      } else if (attempts != null && stream.error() != null) {
        attempts.note(Condition.of(stream.error().status(), stream.error()));
      }
      throw e;
    }
  }

  /** Relays an answer that isn't a stream and returns null, or returns the pump that relays the stream. */
  private StreamPump relay(Exchange exchange) throws IOException {
    UpstreamCall call = UpstreamCall.of(exchange);
    if (call.isGivenUp()) {
      return null; // The loop goes on with another target.
    }
    Message answer = exchange.getMessage();
    Integer code = answer.getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
    int status = code == null ? 200 : code;
    InputStream body = answer.getBody(InputStream.class);
    Inbound inbound = Inbound.of(exchange);
    exchange.setVariable(ANSWERED, true);
    Redactor redactor = new Redactor(call.credential().toRedact());
    if (Attempts.of(exchange) == null) {
      HeadersDown.copy(answer, inbound.response()::setHeader, status, redactor);
    }
    boolean good = status >= 200 && status < 300;
    if (good && ModelRequest.of(exchange).operation().isPassed()) {
      return new PassedAnswer(exchange, call, body, redactor, maxAnswerBytes).relay();
    }
    if (good && call.clientStream() != null) {
      return stream(exchange, call, body, redactor);
    }
    try {
      if (!good) {
        errors.relay(exchange, call, status, body, redactor);
      } else {
        whole.relay(exchange, call, body, redactor);
      }
    } finally {
      call.finishing(); // The unread rest is read when the answer is closed, and may have no end.
    }
    return null;
  }

  static StreamPump stream(Exchange exchange, UpstreamCall call, InputStream in, Redactor redactor) {
    Conversation conversation = Conversation.of(exchange);
    AnswerBytes.requireType(exchange, call, conversation.provider().streamType(),
        "something that isn't an event stream");
    Attempts attempts = Attempts.of(exchange);
    return new StreamPump(in, Inbound.of(exchange), call, conversation, redactor, ToolCheck.of(exchange),
        Claim.of(exchange),
        attempts != null && !attempts.hasContent() && conversation.operation() == Operation.CHAT, () -> {
      call.clientStream().beforeHead(() -> AnsweredBy.write(exchange, redactor));
      if (attempts != null) {
        attempts.contentBegun();
        call.contentBegun();
      }
    });
  }
}
