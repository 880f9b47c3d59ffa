package app.orqen.dispatch.credential;

import app.orqen.budget.PriceRule;
import app.orqen.credential.CredentialField;
import app.orqen.dispatch.address.ApiBase;
import app.orqen.dispatch.address.ApiBaseUrl;
import app.orqen.inbound.Inbound;
import app.orqen.key.Principal;
import app.orqen.policy.Attempts;
import app.orqen.promptcache.Affinity;
import app.orqen.provider.Provider;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import app.orqen.request.ModelRequest;
import app.orqen.vault.Credential;
import app.orqen.vault.CredentialStore;
import java.util.HashMap;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.support.DefaultMessage;

/**
 * The step {@code injectCredentials}: takes the provider's credential from the request itself, else from the account's
 * vault, and has the provider's scheme put it on the call. Works only for a principal that {@code authenticate} has proven.
 */
public final class InjectCredentials implements Processor {

  private static final String VARIABLE = "orqenCredential";

  private final CredentialFinder finder;
  private final ApiBase apiBase;
  private final PriceRule prices;

  InjectCredentials(CredentialStore store, ApiBase apiBase, Affinity affinity, PriceRule prices) {
    this.prices = prices;
    this.finder = new CredentialFinder(store, apiBase, affinity);
    this.apiBase = apiBase;
  }

  /** Returns the credential of an exchange that this step has seen. */
  public static Credential of(Exchange exchange) {
    Credential credential = exchange.getVariable(VARIABLE, Credential.class);
    if (credential == null) {
      throw new IllegalStateException("the step injectCredentials must come first in the route");
    }
    return credential;
  }

  @Override
  public void process(Exchange exchange) {
    Principal.required(exchange);
    Attempts attempts = Attempts.of(exchange);
    if (attempts == null) {
      injectOnly(exchange, Provider.Target.of(exchange));
    } else {
      injectFirst(exchange, attempts);
    }
  }

  /** Takes a credential for a request that has only one target. When the account has more credentials for it, a plan tries them all. */
  private void injectOnly(Exchange exchange, Provider.Target target) {
    find(exchange, target);
    if (CredentialQueue.hasNext(exchange, target)) {
      Attempts.begin(exchange, ModelRequest.of(exchange).model(), target);
    }
    inject(exchange, exchange.getMessage(), target);
    Attempts attempts = Attempts.of(exchange);
    if (attempts != null) {
      attempts.prepare(new HashMap<>(exchange.getMessage().getHeaders()));
    }
  }

  /**
   * Takes the credential of the first target of a plan that can be called. The error is the first target's own, but the lack of a price
   * is the error only when no target has one.
   */
  private void injectFirst(Exchange exchange, Attempts attempts) {
    GatewayException error = null;
    do {
      try {
        prepare(exchange, attempts);
        exchange.getMessage().setHeaders(attempts.prepared());
        return;
      } catch (GatewayException e) {
        boolean unpriced = error != null && error.is(ErrorCode.MODEL_UNPRICED) && !e.is(ErrorCode.MODEL_UNPRICED);
        error = error == null || unpriced ? e : error;
        attempts.skip(Inbound.of(exchange).outcome(), e);
      }
    } while (attempts.next() != null);
    throw error;
  }

  /**
   * Makes the current target of a plan the exchange's, and finds the credential for the next call to it. The attempts keep the headers
   * with which that call begins.
   *
   * @throws GatewayException when the target can't be called: 400 when it has no credential, or none that can be used, 402 when its
   *     price isn't known and has to be, 500 when the credential can't be put on a call
   */
  public void prepare(Exchange exchange, Attempts attempts) {
    Provider.Target target = attempts.current();
    prices.require(ModelRequest.of(exchange), target, Inbound.of(exchange).outcome());
    find(exchange, target);
    Message call = new DefaultMessage(exchange);
    call.setHeaders(attempts.headers());
    inject(exchange, call, target);
    attempts.prepare(call.getHeaders());
    target.attach(exchange);
    Inbound.of(exchange).outcome().resolved(target.provider().knownAs(), target.model());
  }

  private void find(Exchange exchange, Provider.Target target) {
    exchange.setVariable(VARIABLE, finder.find(exchange, target));
  }

  /** Puts the credential that was found for a target on a call. */
  private void inject(Exchange exchange, Message call, Provider.Target target) {
    Credential credential = of(exchange);
    String base = credential.reveal(CredentialField.API_BASE);
    if (base != null || exchange.getVariable("orqenApiBase") != null) {
      ApiBaseUrl.attach(exchange, base == null ? null : apiBase.require(base));
    }
    SchemeCall.of(target.provider(), () -> {
      target.provider().auth().apply(credential, call);
      return call;
    });
  }
}
