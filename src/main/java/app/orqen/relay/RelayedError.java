package app.orqen.relay;

import app.orqen.dispatch.call.Conversation;
import app.orqen.dispatch.call.UpstreamCall;
import app.orqen.inbound.Inbound;
import app.orqen.policy.Attempts;
import app.orqen.policy.Condition;
import app.orqen.prune.ToolCheck;
import app.orqen.recover.Rounds;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import app.orqen.reply.JsonReply;
import app.orqen.request.ModelRequest;
import app.orqen.translate.answer.AnswerFacts;
import app.orqen.translate.error.ErrorForm;
import app.orqen.translate.error.ProviderError;
import app.orqen.translate.front.CountTokens;
import app.orqen.translate.wire.Operation;
import java.io.IOException;
import java.io.InputStream;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** Relays a provider's answer that is an error by its status. */
final class RelayedError {

  /** Some providers quote the whole request that they refuse. */
  private static final int MAX_ERROR_BODY = 4 * 1024 * 1024;
  private static final int FORBIDDEN = 403;

  private final Processor estimate;

  /**
   * Creates what relays errors.
   *
   * @param estimate counts tokens where the provider says that it can't
   */
  RelayedError(Processor estimate) {
    this.estimate = estimate;
  }

  /**
   * Gives the client the error, has the provider asked again, or counts tokens where the provider says that it can't.
   *
   * @param status the provider's own
   * @throws app.orqen.reply.GatewayException the error, where the gateway writes it or another target may answer in its place
   */
  void relay(Exchange exchange, UpstreamCall call, int status, InputStream in, Redactor redactor) throws IOException {
    byte[] whole = AnswerBytes.read(exchange, in, MAX_ERROR_BODY, null);
    byte[] body = whole == null ? new byte[0] : whole; // An error that is too long still has its status.
    Conversation conversation = Conversation.of(exchange);
    String amazonType = exchange.getMessage().getHeader("x-amzn-ErrorType", String.class);
    ProviderError read = conversation.provider().readError(status, body, amazonType);
    boolean counts = ModelRequest.of(exchange).operation() == Operation.COUNT_TOKENS;
    if (counts && CountTokens.isRefusal(read)) {
      estimated(exchange);
      return;
    }
    if (!counts || status != FORBIDDEN) { // A credential that may not count tokens may still be good for everything else.
      call.reported(read, status, RetryAfter.of(exchange.getMessage(), read));
    }
    if (isAskedAgain(exchange, read.message())) {
      return;
    }
    if (read.credentialsRejected(status)) {
      throw ProviderErrors.rejected(call, read, Inbound.of(exchange), redactor);
    }
    if (status < 400) {
      throw ProviderErrors.nonsense(call, "a redirection");
    }
    Inbound inbound = Inbound.of(exchange);
    Attempts attempts = Attempts.of(exchange);
    if (attempts != null) {
      Condition condition = Condition.of(status, read);
      boolean missing = condition == Condition.MISSING && !attempts.isFollowed(condition);
      if (condition != null && !missing) { // Others are the client's own errors, and reach it as the provider wrote them.
        attempts.note(condition);
        GatewayException error = ProviderErrors.translated(call, read, inbound, redactor);
        HeadersDown.copy(exchange.getMessage(), error::header, status, redactor);
        throw error;
      }
      HeadersDown.copy(exchange.getMessage(), inbound.response()::setHeader, status, redactor);
    }
    AnswerFacts facts = WholeAnswer.facts(conversation, body);
    if (facts == null && conversation.translation() == null) {
      throw isList(body)
          ? ProviderErrors.quoted(status, read, inbound, redactor)
          : ProviderErrors.wrapped(call, status, whole == null ? "a body that is too long to show" : "a body that isn't JSON");
    }
    boolean begun = call.clientStream() != null && call.clientStream().settle();
    if (conversation.translation() != null || begun) {
      throw ProviderErrors.translated(call, read, inbound, redactor);
    }
    ErrorForm form = conversation.surface().errors();
    if (form.typeHeader() != null) {
      inbound.response().setHeader(form.typeHeader(), amazonType != null ? amazonType : form.type(status));
    }
    String errorCode = facts.error() == null ? null : facts.error().code();
    String source = GatewayException.Source.PROVIDER.label();
    ProviderErrors.note(status, read.message(), inbound, redactor);
    inbound.outcome().failed(status, ErrorCode.ofProvider(errorCode), source);
    inbound.response().setHeader("x-orqen-error-source", source);
    if (read.quotaUsedUp()) {
      inbound.response().setHeader("x-should-retry", "false");
    }
    JsonReply.set(exchange, status, AnswerBytes.redact(exchange, redactor, body));
  }

  /** Has the provider asked again, with all tools, when its error is one for want of a tool that was left out. */
  static boolean isAskedAgain(Exchange exchange, String message) {
    ToolCheck tools = ToolCheck.of(exchange);
    Rounds rounds = ToolCheck.rounds(exchange);
    if (tools == null || !tools.refused(message) || rounds == null || !rounds.askWithAll()) {
      return false;
    }
    exchange.setVariable(Relay.ANSWERED, !rounds.takeAgain());
    return true;
  }

  private void estimated(Exchange exchange) {
    try {
      estimate.process(exchange);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** Returns whether a body is a list, which is how Google's endpoint of OpenAI's form sends its errors. */
  private static boolean isList(byte[] body) {
    int first = 0;
    while (first < body.length && body[first] <= ' ' && body[first] >= 0) {
      first++;
    }
    return first < body.length && body[first] == '[';
  }
}
