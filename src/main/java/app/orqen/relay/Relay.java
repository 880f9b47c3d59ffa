package app.orqen.relay;

import app.orqen.admission.NoRoomException;
import app.orqen.admission.OutOfMemory;
import app.orqen.admission.Reservation;
import app.orqen.admission.ReservedBytes;
import app.orqen.cost.DeliveredText;
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
import app.orqen.state.Claim;
import app.orqen.translate.answer.AnswerFacts;
import app.orqen.translate.answer.Usage;
import app.orqen.translate.error.ErrorForm;
import app.orqen.translate.error.ProviderError;
import app.orqen.translate.error.TranslationException;
import app.orqen.translate.front.CountTokens;
import app.orqen.translate.front.TranslatedAnswer;
import app.orqen.translate.front.WireRegistry;
import app.orqen.translate.wire.Operation;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
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

  /** Some providers quote the whole request that they refuse. */
  private static final int MAX_ERROR_BODY = 4 * 1024 * 1024;

  /**
   * What a translation holds beside the answer (its texts and the answer that is written), as a multiple of the answer's bytes.
   */
  private static final int TREE_FACTOR = 3;

  /** Ends the loop of the chain of a model call, which goes on while the provider has to be asked again. */
  private static final String ANSWERED = "orqenAnswered";

  private static final int FORBIDDEN = 403;

  private final int maxAnswerBytes;

  private final Executor threads;
  private final Processor estimate;

  /**
   * Creates the step.
   *
   * @param maxAnswerBytes the longest answer that isn't a stream
   * @param threads gives each stream a thread of its own, so that a waiting stream doesn't hold the deep stack on which it
   *     began; null where threads are few
   * @param estimate counts tokens where the provider says that it can't
   */
  Relay(int maxAnswerBytes, Executor threads, Processor estimate) {
    this.estimate = estimate;
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
      Rounds rounds = rounds(exchange);
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
        error(exchange, call, status, body, redactor);
      } else {
        whole(exchange, call, body, redactor);
      }
    } finally {
      call.finishing(); // The unread rest is read when the answer is closed, and may have no end.
    }
    return null;
  }

  // Errors

  private void error(Exchange exchange, UpstreamCall call, int status, InputStream in, Redactor redactor)
      throws IOException {
    byte[] whole = read(exchange, in, MAX_ERROR_BODY, null);
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
    AnswerFacts facts = facts(conversation, body);
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
    inbound.outcome().failed(status, errorCode == null ? ErrorCode.PROVIDER_ERROR.code() : errorCode, source);
    inbound.response().setHeader("x-orqen-error-source", source);
    if (read.quotaUsedUp()) {
      inbound.response().setHeader("x-should-retry", "false");
    }
    JsonReply.set(exchange, status, redact(exchange, redactor, body));
  }

  /** Has the provider asked again, with all tools, when its error is one for want of a tool that was left out. */
  private static boolean isAskedAgain(Exchange exchange, String message) {
    ToolCheck tools = ToolCheck.of(exchange);
    Rounds rounds = rounds(exchange);
    if (tools == null || !tools.refused(message) || rounds == null || !rounds.askWithAll()) {
      return false;
    }
    exchange.setVariable(ANSWERED, !rounds.takeAgain());
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

  // Whole answers

  private void whole(Exchange exchange, UpstreamCall call, InputStream in, Redactor redactor) throws IOException {
    requireType(exchange, call, "json", "something that isn't JSON");
    boolean counts = ModelRequest.of(exchange).operation() == Operation.COUNT_TOKENS;
    byte[] body;
    try {
      body = read(exchange, in, maxAnswerBytes, counts ? null : call);
    } catch (NoRoomException e) {
      if (!counts) {
        call.account(0); // There was no room for it, and the provider made it all the same.
      }
      throw e;
    }
    if (body == null) {
      throw ProviderErrors.tooLong(call, maxAnswerBytes);
    }
    Conversation conversation = Conversation.of(exchange);
    if (conversation.translation() != null || conversation.provider() != WireRegistry.OPENAI) {
      nativeAnswer(exchange, call, conversation, body, redactor);
      return;
    }
    AnswerFacts facts = facts(conversation, body);
    boolean embeddings = ModelRequest.of(exchange).operation() == Operation.EMBEDDINGS;
    if (facts != null && facts.error() != null) {
      if (isAskedAgain(exchange, facts.error().message())) {
        return;
      }
      throw ProviderErrors.inAnswer(call, facts.error(), Inbound.of(exchange), redactor);
    }
    if (facts == null || !(embeddings ? facts.embeddings() : facts.chat())) {
      throw ProviderErrors.nonsense(call, "an unexpected response");
    }
    note(exchange, call, facts.usage(), facts.model(), facts.tools(), body);
    reply(exchange, call, body, redactor);
  }

  /** Notes what an answer used, by an estimate where its provider doesn't tell, and which tools it calls. */
  static void note(Exchange exchange, UpstreamCall call, Usage usage, String model, List<String> called, byte[] answer) {
    call.accounted();
    Claim claim = Claim.of(exchange);
    if (claim != null && claim.isOpen() && !claim.charges(usage.total())) {
      Inbound.of(exchange).outcome().used(Usage.NONE, model); // a later call hears of it
    } else if (usage.total() > 0) {
      Inbound.of(exchange).outcome().used(usage, model);
    } else {
      DeliveredText delivered = new DeliveredText();
      delivered.count(answer);
      Inbound.of(exchange).outcome().usedInPart(usage, model, delivered.tokens());
    }
    ToolCheck tools = ToolCheck.of(exchange);
    if (tools != null) {
      tools.called(called);
    }
  }

  /** Reads a body in OpenAI's form, or another surface's error; null when it isn't a JSON object. */
  private static AnswerFacts facts(Conversation conversation, byte[] body) {
    try {
      return WireRegistry.OPENAI.facts(body, conversation.answer());
    } catch (TranslationException e) {
      return null;
    }
  }

  /** Gives the client an answer of its surface's form, or has the provider asked again. */
  private static void reply(Exchange exchange, UpstreamCall call, byte[] answer, Redactor redactor) {
    Rounds rounds = rounds(exchange);
    byte[] joined = answer;
    if (rounds != null) {
      Inbound.of(exchange).memory().grow(TREE_FACTOR * ReservedBytes.reservedFor(answer.length));
      try {
        joined = rounds.whole(answer);
      } catch (IOException e) {
        throw ProviderErrors.nonsense(call, "an unexpected response");
      }
      Recovered.note(rounds, Inbound.of(exchange));
    }
    if (joined == null) {
      exchange.setVariable(ANSWERED, !rounds.takeAgain());
      return;
    }
    Inbound.of(exchange).response().setHeader("x-orqen-cost-usd", Inbound.of(exchange).outcome().bill().header());
    answered(exchange, redactor);
    JsonReply.set(exchange, 200, redact(exchange, redactor, joined));
  }

  /** Writes the headers that are only known when it is sure which target's answer the client gets. */
  static void answered(Exchange exchange, Redactor redactor) {
    Inbound inbound = Inbound.of(exchange);
    Attempts attempts = Attempts.of(exchange);
    if (attempts != null) {
      HeadersDown.copy(exchange.getMessage(), inbound.response()::setHeader, 200, redactor);
    }
    AnsweredBy.write(inbound);
  }

  private static Rounds rounds(Exchange exchange) {
    ToolCheck tools = ToolCheck.of(exchange);
    return tools == null ? null : tools.rounds();
  }

  /** Relays an answer in the provider's own form: translated, or only checked. */
  private static void nativeAnswer(Exchange exchange, UpstreamCall call, Conversation conversation, byte[] body,
      Redactor redactor) {
    try {
      if (ModelRequest.of(exchange).operation() == Operation.COUNT_TOKENS) {
        byte[] count = CountTokens.answer(conversation.surface(), conversation.provider(), body);
        answered(exchange, redactor);
        JsonReply.set(exchange, 200, redactor.redact(count));
        return;
      }
      Inbound.of(exchange).memory().grow(TREE_FACTOR * ReservedBytes.reservedFor(body.length));
      if (conversation.translation() == null) {
        AnswerFacts facts = conversation.provider().facts(body, conversation.answer());
        if (facts.error() != null && isAskedAgain(exchange, facts.error().message())) {
          return;
        }
        if (Claim.of(exchange) != null) {
          Claim.of(exchange).made(facts.id());
          Claim.of(exchange).has(facts.items());
        }
        note(exchange, call, facts.usage(), facts.model(), facts.tools(), body);
        reply(exchange, call, body, redactor);
      } else {
        TranslatedAnswer translated = conversation.translation().answer(body, conversation.answer());
        note(exchange, call, translated.usage(), translated.model(), translated.tools(), body);
        reply(exchange, call, translated.body(), redactor);
      }
    } catch (TranslationException e) {
      if (isAskedAgain(exchange, e.providerError() == null ? null : e.providerError().message())) {
        return;
      }
      throw e.providerError() != null
          ? ProviderErrors.translated(call, e.providerError(), Inbound.of(exchange), redactor)
          : ProviderErrors.nonsense(call, "an unexpected response");
    }
  }

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

  // Streams

  static StreamPump stream(Exchange exchange, UpstreamCall call, InputStream in, Redactor redactor) {
    Conversation conversation = Conversation.of(exchange);
    requireType(exchange, call, conversation.provider().streamType(),
        "something that isn't an event stream");
    Attempts attempts = Attempts.of(exchange);
    return new StreamPump(in, Inbound.of(exchange), call, conversation, redactor, ToolCheck.of(exchange),
        Claim.of(exchange),
        attempts != null && conversation.operation() == Operation.CHAT, () -> {
      call.clientStream().beforeHead(() -> answered(exchange, redactor));
      if (attempts != null) {
        attempts.contentBegun();
        call.contentBegun();
      }
    });
  }
}
