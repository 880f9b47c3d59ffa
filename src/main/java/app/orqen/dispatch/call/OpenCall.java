package app.orqen.dispatch.call;

import app.orqen.budget.Reservation;
import app.orqen.budget.ReserveBudget;
import app.orqen.budget.Tariffs;
import app.orqen.cost.TokenEstimate;
import app.orqen.credential.CredentialField;
import app.orqen.dispatch.address.Destination;
import app.orqen.dispatch.credential.InjectCredentials;
import app.orqen.inbound.Inbound;
import app.orqen.key.Principal;
import app.orqen.policy.Attempts;
import app.orqen.provider.Catalogue;
import app.orqen.provider.Provider;
import app.orqen.prune.PruneTools;
import app.orqen.prune.ToolCheck;
import app.orqen.prune.ToolSearch;
import app.orqen.reply.ClientStream;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import app.orqen.request.BodyEdit;
import app.orqen.request.BodyScan;
import app.orqen.request.Field;
import app.orqen.request.ModelRequest;
import app.orqen.state.PinResponse;
import app.orqen.translate.front.WireRegistry;
import app.orqen.translate.wire.Operation;
import app.orqen.translate.wire.ProviderWire;
import app.orqen.vault.Credential;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.support.SynchronizationAdapter;

/**
 * The step {@code openCall}: puts the outgoing body together from the client's bytes, asks the circuit breaker, and has
 * the watchdog look after the call until the exchange is done.
 */
public final class OpenCall implements Processor {

  private final Breakers breakers;
  private final Timeouts timeouts;
  private final Watchdog watchdog;
  private final Catalogue catalogue;
  private final Tariffs tariffs;
  private final FallOver fallOver;
  private final NextTarget nextTarget;
  private final CachePlaces cachePlaces;
  private final PinResponse state;
  private final PruneTools pruneTools;

  OpenCall(Breakers breakers, Timeouts timeouts, Watchdog watchdog, Catalogue catalogue, Tariffs tariffs, FallOver fallOver,
      NextTarget nextTarget, CachePlaces cachePlaces, PinResponse state, PruneTools pruneTools) {
    this.pruneTools = pruneTools;
    this.cachePlaces = cachePlaces;
    this.state = state;
    this.fallOver = fallOver;
    this.nextTarget = nextTarget;
    this.catalogue = catalogue;
    this.tariffs = tariffs;
    this.breakers = breakers;
    this.timeouts = timeouts;
    this.watchdog = watchdog;
  }

  /** Opens the call. With a plan it goes on to the first target whose breaker lets the call pass. */
  @Override
  public void process(Exchange exchange) {
    Attempts attempts = Attempts.of(exchange);
    if (attempts == null) {
      openCall(exchange);
      return;
    }
    for (boolean opened = false; !opened && !attempts.isEstimated();) {
      try {
        openCall(exchange);
        opened = true;
      } catch (GatewayException e) {
        if (!attempts.decide(e, () -> fallOver.isFollowed(exchange, attempts, e))) {
          throw e;
        }
        nextTarget.process(exchange);
      }
    }
  }

  private void openCall(Exchange exchange) {
    ModelRequest request = ModelRequest.of(exchange);
    Provider.Target target = Provider.Target.of(exchange);
    Credential credential = InjectCredentials.of(exchange);
    requireToolCheck(exchange, request);
    pruneTools.fit(exchange, target);
    requireReservation(exchange, request);
    state.claim(exchange, credential);
    beginRound(exchange);
    Outgoing outgoing = Outgoing.of(
        Inbound.of(exchange), request, target, edit(request, target, ToolCheck.of(exchange)), catalogue);
    outgoing.conversation().attach(exchange);
    Destination.set(exchange.getMessage(), target, outgoing.wanted(), credential);
    Attempts attempts = Attempts.of(exchange);
    CircuitBreaker breaker = permitted(exchange, target, credential);
    boolean counts = attempts != null && Inbound.of(exchange).outcome().attempting(credential.name());
    UpstreamCall call = open(exchange, request, target.provider(), credential, breaker);
    Inbound.of(exchange).outcome().bill().calling(tariffs.of(request, target, Inbound.of(exchange).outcome()));
    UpstreamBody body = request.upload() == null
        ? new UpstreamBody(outgoing.slices(), sentOnce(exchange, request), attempts != null, "application/json", call)
        : new UpstreamBody(request.upload(), request.scan(), target.model(), call);
    if (attempts != null) {
      if (counts) {
        attempts.calling();
      }
      if (!attempts.hasContent()) { // A later round of an answer that has begun has all the time that a call may take.
        call.expectContent(attempts.leftNanos(), body::releaseAtContent);
      }
    }
    if (request.operation() == Operation.CHAT) {
      cachePlaces.calling(exchange, call, target, credential);
    }
    exchange.getMessage().setBody(body);
  }

  /** Returns the client's request; null when the provider may have to be asked again, or the gateway to count itself. */
  private static BodyScan sentOnce(Exchange exchange, ModelRequest request) {
    ToolCheck tools = ToolCheck.of(exchange);
    boolean kept = request.operation() == Operation.COUNT_TOKENS || tools != null && tools.rounds() != null;
    return kept ? null : request.scan();
  }

  /** Refuses a route that lost its step {@code pruneTools}, since a key's tool lists would have no effect. */
  private static void requireToolCheck(Exchange exchange, ModelRequest request) {
    Principal principal = Principal.of(exchange);
    if (request.operation().hasTools() && principal.tools().hasBoundary() && ToolCheck.of(exchange) == null) {
      throw new IllegalStateException("the key has tool lists, but the route has no step pruneTools");
    }
  }

  /** Fails on a route that lost its step {@code reserveBudget}, which would pass a key's budgets by. */
  private static void requireReservation(Exchange exchange, ModelRequest request) {
    if (ReserveBudget.isNeeded(Principal.of(exchange), request.operation()) && !Reservation.isMade(exchange)) {
      throw new IllegalStateException("the key or its account has a budget, but the route has no step reserveBudget");
    }
  }

  /**
   * Begins a round. Each round of one request is a call of its own, and begins with the headers that the first one began with.
   */
  private void beginRound(Exchange exchange) {
    ToolCheck tools = ToolCheck.of(exchange);
    if (tools != null && tools.rounds() != null) {
      exchange.getMessage().setHeaders(new HashMap<>(tools.rounds().headers(exchange.getMessage().getHeaders())));
      if (tools.rounds().isLater()) {
        Reservation.nextRound(exchange, TokenEstimate.of(ModelRequest.of(exchange).scan().body())
            + TokenEstimate.of(tools.rounds().messages()));
      }
    }
    UpstreamCall earlier = UpstreamCall.of(exchange);
    if (earlier != null) {
      watchdog.forget(earlier);
    }
  }

  /**
   * Returns the circuit breaker of a target's credential, which permits the call.
   *
   * @throws GatewayException when it is open. The target of a plan is then noted as left out, since it isn't called.
   */
  private CircuitBreaker permitted(Exchange exchange, Provider.Target target, Credential credential) {
    Provider provider = target.provider();
    CircuitBreaker breaker = breakers.of(provider.id(), credential.fingerprint());
    if (breaker.tryAcquirePermission()) {
      return breaker;
    }
    long seconds = breakers.openSeconds();
    if (credential.health() != null) {
      credential.health().broken(Duration.ofSeconds(seconds));
    }
    GatewayException error = GatewayException.of(ErrorCode.PROVIDER_UNAVAILABLE, provider.title()
        + " is temporarily unavailable after repeated failures. Retry in " + seconds + " s.")
        .header("Retry-After", Long.toString(seconds));
    if (Attempts.of(exchange) != null) {
      Inbound.of(exchange).outcome().notCalled(credential.name(), error.status(), error.code());
    }
    throw error;
  }

  private UpstreamCall open(Exchange exchange, ModelRequest request, Provider provider, Credential credential, CircuitBreaker breaker) {
    Inbound inbound = Inbound.of(exchange);
    ClientStream earlier = ClientStream.of(exchange);
    ClientStream stream = earlier != null ? earlier : request.stream() ? new ClientStream(inbound) : null;
    Timeouts limits = limits(exchange, stream != null);
    UpstreamCall call = new UpstreamCall(inbound, provider.title(), credential, limits, breaker, stream);
    if (limits != timeouts) {
      call.sharesTime();
    }
    call.attach(exchange);
    if (stream != null) {
      stream.attach(exchange);
    }
    watchdog.watch(call);
    exchange.getExchangeExtension().addOnCompletion(new SynchronizationAdapter() {
      @Override
      public void onDone(Exchange done) {
        watchdog.forget(call);
        if (stream != null) {
          stream.detach();
        }
      }
    });
    return call;
  }

  /**
   * Returns the time limits of a call. A stream's head usually comes at once, so that a silent target of a plan gets only its share of
   * the time that is left, and the others theirs. Once the client has content, no other target is asked.
   */
  private Timeouts limits(Exchange exchange, boolean stream) {
    Attempts attempts = Attempts.of(exchange);
    if (attempts == null || attempts.hasContent() || !stream || attempts.targetsLeft() < 2) {
      return timeouts;
    }
    Duration share = Duration.ofNanos(Math.max(0, attempts.leftNanos()) / attempts.targetsLeft());
    return share.compareTo(timeouts.firstByte()) >= 0 ? timeouts
        : new Timeouts(timeouts.connect(), share, timeouts.gap(), timeouts.total(), timeouts.keepAlive());
  }

  /**
   * Returns the client's body without credentials and without the tools that aren't forwarded.
   *
   * @param searched whether the target searches among deferred tools itself
   */
  static BodyEdit forwarded(BodyScan scan, ToolCheck tools, boolean searched) {
    BodyEdit edit = new BodyEdit(scan);
    for (Field field : scan.fields()) {
      if (CredentialField.isOne(field.name()) || field.name().equals("models") && scan.models() != null) {
        edit.cut(field);
      }
    }
    ToolCheck.apply(tools, scan, edit, searched);
    return edit;
  }

  private static BodyEdit edit(ModelRequest request, Provider.Target target, ToolCheck tools) {
    BodyScan scan = request.scan();
    BodyEdit edit = forwarded(scan, tools, ToolSearch.of(target, request.surface(), request.operation()) == ToolSearch.YES);
    ProviderWire wire = target.wire(request.surface(), request.operation());
    if (request.surface().spoken() != wire && !request.operation().isPassed()) {
      return edit; // the rest is the translation's
    }
    if (wire == WireRegistry.RESPONSES || request.operation() == Operation.COMPACT) {
      SealedItems.cut(scan, edit);
    } else if (wire == WireRegistry.ANTHROPIC || wire == WireRegistry.CONVERSE || wire == WireRegistry.INVOKE) {
      ForeignThinking.cut(scan, edit);
    }
    if (scan.field("model") == null && scan.models() != null && !request.surface().isModelInPath()) {
      edit.add("model", new String(jsonString(target.model()), StandardCharsets.UTF_8));
    } else if (!target.model().equals(request.model()) && scan.field("model") != null
        && !target.provider().quirks().drops("model", target.model())) {
      edit.value(scan.field("model"), jsonString(target.model()));
    }
    if (!request.operation().isPassed()) { // Quirks are of chats.
      target.provider().quirks().apply(scan, target.model(), edit);
    }
    if (request.stream() && request.operation().writesText() && wire == WireRegistry.OPENAI
        && !target.provider().quirks().drops("stream_options", target.model())) {
      askForUsage(scan, edit);
    }
    return edit;
  }

  /** Asks for the usage, which a stream only has when it is asked for. The relay hides it from a client that did not ask. */
  private static void askForUsage(BodyScan scan, BodyEdit edit) {
    Field options = scan.field("stream_options");
    if (scan.includeUsage()) {
      return;
    }
    if (options == null) {
      edit.add("stream_options", "{\"include_usage\":true}");
    } else if (options.type() == JsonToken.START_OBJECT) {
      edit.value(options, StreamOptions.withUsage(scan.body(), options));
    } else {
      edit.value(options, StreamOptions.USAGE_ONLY);
    }
  }

  private static byte[] jsonString(String text) {
    byte[] quoted = JsonStringEncoder.getInstance().quoteAsUTF8(text);
    byte[] json = new byte[quoted.length + 2];
    json[0] = '"';
    System.arraycopy(quoted, 0, json, 1, quoted.length);
    json[json.length - 1] = '"';
    return json;
  }
}
