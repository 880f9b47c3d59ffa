package app.orqen.dispatch.call;

import app.orqen.cost.Tariff;
import app.orqen.inbound.Inbound;
import app.orqen.inbound.Outcome;
import app.orqen.promptcache.Affinity;
import app.orqen.promptcache.ConversationKey;
import app.orqen.provider.Provider;
import app.orqen.translate.answer.Usage;
import app.orqen.vault.Credential;
import org.apache.camel.Exchange;
import org.apache.camel.support.SynchronizationAdapter;

/** Notes where a conversation has its prompt cache, for requests that have a choice, and what it costs to leave that place. */
final class CachePlaces {

  private final Affinity affinity;

  CachePlaces(Affinity affinity) {
    this.affinity = affinity;
  }

  /** Notes that a call begins. When it succeeds, the conversation's cache is where it went. */
  void calling(Exchange exchange, UpstreamCall call, Provider.Target target, Credential credential) {
    ConversationKey conversation = ConversationKey.of(exchange);
    Affinity.Place place = new Affinity.Place(target.name(), credential.name());
    Outcome outcome = Inbound.of(exchange).outcome();
    Affinity.Held held = affinity.find(conversation);
    outcome.cacheLeft(held == null || held.place().equals(place) ? null : left(held, outcome.bill().tariff()));
    exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
      @Override
      public void onDone(Exchange done) {
        if (UpstreamCall.of(done) == call && call.isGood()) {
          affinity.answered(conversation, place, cached(outcome.usage()));
        }
      }
    });
  }

  /** Returns what the cache that is left had, and how much more its tokens cost when they are read as new ones. */
  private static Outcome.CacheLeft left(Affinity.Held held, Tariff tariff) {
    Usage fresh = new Usage(held.tokens(), 0, 0, 0, 0, 0, null);
    Usage cached = new Usage(held.tokens(), 0, held.tokens(), 0, 0, 0, null);
    return new Outcome.CacheLeft(held.place().toString(), held.tokens(), tariff.rates(fresh, null).savedByCaching(cached));
  }

  /**
   * Returns the tokens of a prompt that are in the provider's cache after a call. A provider that caches by itself doesn't tell what it
   * writes; where it has read a part, all of the prompt is cached.
   */
  private static long cached(Usage usage) {
    return usage.cacheWrite() > 0 ? usage.cached() + usage.cacheWrite() : usage.cached() > 0 ? usage.input() : 0;
  }
}
