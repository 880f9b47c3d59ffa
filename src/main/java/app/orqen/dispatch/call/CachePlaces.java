package app.orqen.dispatch.call;

import app.orqen.cost.Tariff;
import app.orqen.inbound.CacheOutcome;
import app.orqen.inbound.Inbound;
import app.orqen.inbound.Outcome;
import app.orqen.policy.Attempts;
import app.orqen.promptcache.Affinity;
import app.orqen.promptcache.CacheLedger;
import app.orqen.promptcache.ConversationKey;
import app.orqen.promptcache.Prompt;
import app.orqen.provider.Provider;
import app.orqen.request.ModelRequest;
import app.orqen.translate.answer.Usage;
import app.orqen.translate.front.WireRegistry;
import app.orqen.translate.wire.ProviderWire;
import app.orqen.vault.Credential;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * Notes where a conversation has its prompt cache, for requests that have a choice, and what it costs to leave that place. For requests
 * of a session it notes as well why the cache doesn't have the beginning of the prompt.
 */
final class CachePlaces {

  private static final String PROMPT = "orqenPrompt";

  private final Affinity affinity;
  private final CacheLedger ledger;

  CachePlaces(Affinity affinity, CacheLedger ledger) {
    this.affinity = affinity;
    this.ledger = ledger;
  }

  /** Notes that a call begins. When it succeeds, the conversation's cache is where it went. */
  void calling(Exchange exchange, UpstreamCall call, Provider.Target target, Credential credential) {
    if (Attempts.of(exchange) != null) {
      place(exchange, call, target, credential);
    }
    if (Inbound.of(exchange).outcome().sessionId() != null) {
      turn(exchange, call, target, credential);
    }
  }

  /** Compares the prompt with that of the session's turn before, and keeps its checksums for the next one. */
  private void turn(Exchange exchange, UpstreamCall call, Provider.Target target, Credential credential) {
    ModelRequest request = ModelRequest.of(exchange);
    Outcome outcome = Inbound.of(exchange).outcome();
    Prompt prompt = exchange.getVariable(PROMPT, Prompt.class);
    if (prompt == null) { // The second call of a request has the same one.
      prompt = Prompt.of(request.scan());
      exchange.setVariable(PROMPT, prompt);
    }
    String session = outcome.accountId() + '\n' + outcome.sessionId();
    boolean all = outcome.tools().shadow() || outcome.tools().kept() == null;
    int kept = all ? 0 : outcome.tools().kept().hashCode();
    CacheLedger.Turn turn = new CacheLedger.Turn(prompt, request.model(), target.name(), credential.name(), kept);
    CacheLedger.Break broken = ledger.check(session, turn);
    outcome.cache().broke(broken == null ? null : new CacheOutcome.Break(broken.reason(), broken.tokens()));
    onSuccess(exchange, call, () -> ledger.answered(session, turn, cached(target, outcome.usage())));
  }

  private void place(Exchange exchange, UpstreamCall call, Provider.Target target, Credential credential) {
    ConversationKey conversation = ConversationKey.of(exchange);
    Affinity.Place place = new Affinity.Place(target.name(), credential.name());
    Outcome outcome = Inbound.of(exchange).outcome();
    Affinity.Held held = affinity.find(conversation);
    outcome.cache().left(held == null || held.place().equals(place) ? null : left(held, outcome.bill().tariff()));
    onSuccess(exchange, call, () -> affinity.answered(conversation, place, cached(target, outcome.usage())));
  }

  private static void onSuccess(Exchange exchange, UpstreamCall call, Runnable then) {
    exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
      @Override
      public void onDone(Exchange done) {
        if (UpstreamCall.of(done) == call && call.isGood()) {
          then.run();
        }
      }
    });
  }

  /** Returns what the cache that is left had, and how much more its tokens cost when they are read as new ones. */
  private static CacheOutcome.Left left(Affinity.Held held, Tariff tariff) {
    Usage fresh = new Usage(held.tokens(), 0, 0, 0, 0, 0, null);
    Usage cached = new Usage(held.tokens(), 0, held.tokens(), 0, 0, 0, null);
    return new CacheOutcome.Left(held.place().toString(), held.tokens(), tariff.rates(fresh, null).savedByCaching(cached));
  }

  /**
   * Returns the tokens of a prompt that are in the provider's cache after a call. A provider that caches by itself doesn't tell what it
   * writes; where it has read a part, all of the prompt is cached.
   */
  private static long cached(Provider.Target target, Usage usage) {
    ProviderWire wire = target.provider().wire();
    boolean told = wire == WireRegistry.ANTHROPIC || wire == WireRegistry.CONVERSE || usage.cacheWrite() > 0;
    return told ? usage.cached() + usage.cacheWrite() : usage.cached() > 0 ? usage.input() : 0;
  }
}
