package app.orqen.dispatch.credential;

import app.orqen.credential.CredentialField;
import app.orqen.dispatch.address.ApiBase;
import app.orqen.dispatch.address.ApiBaseUrl;
import app.orqen.inbound.Inbound;
import app.orqen.key.Principal;
import app.orqen.policy.Attempts;
import app.orqen.promptcache.Affinity;
import app.orqen.provider.Provider;
import app.orqen.reply.GatewayException;
import app.orqen.request.ModelRequest;
import app.orqen.vault.Credential;
import app.orqen.vault.CredentialStore;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * The step {@code injectCredentials}: takes the provider's credential from the request itself, else from the account's
 * vault, and has the provider's scheme put it on the call. Works only for a principal that {@code authenticate} has proven.
 */
public final class InjectCredentials implements Processor {

  private static final String VARIABLE = "orqenCredential";

  private final CredentialFinder finder;
  private final ApiBase apiBase;

  InjectCredentials(CredentialStore store, ApiBase apiBase, Affinity affinity) {
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

  /** Takes the credential of a target that is the only one. When the account has others for it, they make a plan. */
  private void injectOnly(Exchange exchange, Provider.Target target) {
    find(exchange, target);
    if (CredentialQueue.hasNext(exchange, target)) {
      Attempts.begin(exchange, ModelRequest.of(exchange).model(), target);
    }
    inject(exchange, target);
  }

  /** Takes the credential of the first target of a plan that has one. The error is the first target's own. */
  private void injectFirst(Exchange exchange, Attempts attempts) {
    GatewayException first = null;
    do {
      Provider.Target target = attempts.current();
      try {
        find(exchange, target);
        inject(exchange, target);
        target.attach(exchange);
        Inbound.of(exchange).outcome().resolved(target.provider().knownAs(), target.model());
        return;
      } catch (GatewayException e) {
        first = first == null ? e : first;
        attempts.skip(e);
      }
    } while (attempts.next() != null);
    throw first;
  }

  /**
   * Finds the credential for the next call to a target, which {@link #inject} then puts on the call.
   *
   * @throws GatewayException 400 when there is none, or it can't be used
   */
  public void find(Exchange exchange, Provider.Target target) {
    exchange.setVariable(VARIABLE, finder.find(exchange, target));
  }

  /** Puts the credential that was found for a target on the call. */
  public void inject(Exchange exchange, Provider.Target target) {
    Credential credential = of(exchange);
    String base = credential.reveal(CredentialField.API_BASE);
    if (base != null || exchange.getVariable("orqenApiBase") != null) {
      ApiBaseUrl.attach(exchange, base == null ? null : apiBase.require(base));
    }
    target.provider().auth().apply(credential, exchange.getMessage());
  }
}
