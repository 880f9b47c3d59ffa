package app.orqen.relay;

import app.orqen.admission.NoRoomException;
import app.orqen.admission.ReservedBytes;
import app.orqen.cost.DeliveredText;
import app.orqen.dispatch.call.Conversation;
import app.orqen.dispatch.call.UpstreamCall;
import app.orqen.inbound.Inbound;
import app.orqen.prune.ToolCheck;
import app.orqen.recover.Rounds;
import app.orqen.reply.JsonReply;
import app.orqen.request.ModelRequest;
import app.orqen.state.Claim;
import app.orqen.translate.answer.AnswerFacts;
import app.orqen.translate.answer.Usage;
import app.orqen.translate.error.TranslationException;
import app.orqen.translate.front.CountTokens;
import app.orqen.translate.front.TranslatedAnswer;
import app.orqen.translate.front.WireRegistry;
import app.orqen.translate.wire.Operation;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import org.apache.camel.Exchange;

/** Relays a good answer that isn't a stream. It is read whole first, so that only a real answer is passed on. */
final class WholeAnswer {

  /**
   * What a translation holds beside the answer (its texts and the answer that is written), as a multiple of the answer's bytes.
   */
  private static final int TREE_FACTOR = 3;

  private final int maxAnswerBytes;

  /**
   * Creates what relays answers.
   *
   * @param maxAnswerBytes the longest answer
   */
  WholeAnswer(int maxAnswerBytes) {
    this.maxAnswerBytes = maxAnswerBytes;
  }

  /** Gives the client the answer, or has the provider asked again. */
  void relay(Exchange exchange, UpstreamCall call, InputStream in, Redactor redactor) throws IOException {
    AnswerBytes.requireType(exchange, call, "json", "something that isn't JSON");
    boolean counts = ModelRequest.of(exchange).operation() == Operation.COUNT_TOKENS;
    byte[] body;
    try {
      body = AnswerBytes.read(exchange, in, maxAnswerBytes, counts ? null : call);
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
      if (RelayedError.isAskedAgain(exchange, facts.error().message())) {
        return;
      }
      throw ProviderErrors.inAnswer(call, facts.error(), Inbound.of(exchange), redactor);
    }
    if (facts == null || !(embeddings ? facts.embeddings() : facts.chat())) {
      throw ProviderErrors.nonsense(call, "an unexpected response");
    }
    note(exchange, call, facts.usage(), facts.model(), facts.tools(), body);
    reply(exchange, call, body, Map.of(), redactor);
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
  static AnswerFacts facts(Conversation conversation, byte[] body) {
    try {
      return WireRegistry.OPENAI.facts(body, conversation.answer());
    } catch (TranslationException e) {
      return null;
    }
  }

  /**
   * Gives the client an answer of its surface's form, or has the provider asked again.
   *
   * @param broken by the call's id, arguments that aren't a JSON object, in whose place the answer may have none
   */
  private static void reply(Exchange exchange, UpstreamCall call, byte[] answer, Map<String, String> broken, Redactor redactor) {
    Rounds rounds = ToolCheck.rounds(exchange);
    byte[] joined = answer;
    if (rounds != null) {
      Inbound.of(exchange).memory().grow(TREE_FACTOR * ReservedBytes.reservedFor(answer.length));
      try {
        joined = rounds.whole(answer, broken);
      } catch (IOException e) {
        throw ProviderErrors.nonsense(call, "an unexpected response");
      }
      Recovered.note(rounds, Inbound.of(exchange));
    }
    if (joined == null) {
      exchange.setVariable(Relay.ANSWERED, !rounds.takeAgain());
      return;
    }
    Inbound.of(exchange).response().setHeader("x-orqen-cost-usd", Inbound.of(exchange).outcome().bill().header());
    AnsweredBy.write(exchange, redactor);
    JsonReply.set(exchange, 200, AnswerBytes.redact(exchange, redactor, joined));
  }

  /** Relays an answer in the provider's own form: translated, or only checked. */
  private static void nativeAnswer(Exchange exchange, UpstreamCall call, Conversation conversation, byte[] body,
      Redactor redactor) {
    try {
      if (ModelRequest.of(exchange).operation() == Operation.COUNT_TOKENS) {
        byte[] count = CountTokens.answer(conversation.surface(), conversation.provider(), body);
        AnsweredBy.write(exchange, redactor);
        JsonReply.set(exchange, 200, redactor.redact(count));
        return;
      }
      Inbound.of(exchange).memory().grow(TREE_FACTOR * ReservedBytes.reservedFor(body.length));
      if (conversation.translation() == null) {
        AnswerFacts facts = conversation.provider().facts(body, conversation.answer());
        if (facts.error() != null && RelayedError.isAskedAgain(exchange, facts.error().message())) {
          return;
        }
        if (Claim.of(exchange) != null) {
          Claim.of(exchange).made(facts.id());
          Claim.of(exchange).has(facts.items());
        }
        note(exchange, call, facts.usage(), facts.model(), facts.tools(), body);
        reply(exchange, call, body, Map.of(), redactor);
      } else {
        TranslatedAnswer translated = conversation.translation().answer(body, conversation.answer());
        note(exchange, call, translated.usage(), translated.model(), translated.tools(), body);
        reply(exchange, call, translated.body(), translated.broken(), redactor);
      }
    } catch (TranslationException e) {
      if (RelayedError.isAskedAgain(exchange, e.providerError() == null ? null : e.providerError().message())) {
        return;
      }
      throw e.providerError() != null
          ? ProviderErrors.translated(call, e.providerError(), Inbound.of(exchange), redactor)
          : ProviderErrors.nonsense(call, "an unexpected response");
    }
  }
}
