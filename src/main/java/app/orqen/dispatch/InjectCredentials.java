package app.orqen.dispatch;

import app.orqen.inbound.Inbound;
import app.orqen.key.Principal;
import app.orqen.lookup.Remembered;
import app.orqen.provider.Provider;
import app.orqen.reply.GatewayException;
import app.orqen.request.ModelRequest;
import app.orqen.secret.Secret;
import app.orqen.vault.Credential;
import app.orqen.vault.CredentialStore;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * The step {@code injectCredentials}: takes the provider's credential from the request itself, else from the account's
 * vault, and sets the header that the provider wants. Works only for a principal that {@code authenticate} has proven.
 */
public final class InjectCredentials implements Processor {

  private static final String VARIABLE = "orqenCredential";

  private final CredentialStore store;
  private final ApiBase apiBase;

  InjectCredentials(CredentialStore store, ApiBase apiBase) {
    this.store = store;
    this.apiBase = apiBase;
  }

  static Credential of(Exchange exchange) {
    Credential credential = exchange.getVariable(VARIABLE, Credential.class);
    if (credential == null) {
      throw new IllegalStateException("the step injectCredentials must come first in the route");
    }
    return credential;
  }

  @Override
  public void process(Exchange exchange) {
    Principal principal = Principal.of(exchange);
    if (principal == null) {
      throw GatewayException.invalidApiKey();
    }
    Provider provider = Provider.of(exchange).provider();
    Map<String, String> given = ModelRequest.of(exchange).scan().credentials();
    Credential credential = fromRequest(provider, given).orElseGet(() -> fromVault(principal, provider));
    exchange.setVariable(VARIABLE, credential);
    if (credential.reveal("api_base") != null) {
      exchange.setVariable("orqenApiBase", apiBase.require(credential.reveal("api_base")));
    }
    String key = credential.reveal("api_key");
    if (provider.auth().header() != null && key != null) {
      exchange.getMessage().setHeader(provider.auth().header(), provider.auth().prefix() + key);
    }
  }

  /** Per-request credentials come whole from one place: half a set is an error, not half of each. */
  private Optional<Credential> fromRequest(Provider provider, Map<String, String> given) {
    if (given.containsKey("api_base")) {
      apiBase.require(given.get("api_base"));
    }
    Map<String, Secret> fields = new LinkedHashMap<>();
    given.forEach((name, value) -> {
      if (provider.required().contains(name) || provider.optional().contains(name)) {
        fields.put(name, Secret.of(value));
      }
    });
    if (fields.isEmpty()) {
      return Optional.empty();
    }
    for (String name : provider.required()) {
      if (!fields.containsKey(name)) {
        throw GatewayException.badRequest("provider_credentials_incomplete", name, "Credentials in the request must be "
            + "complete: '" + name + "' is missing beside " + String.join(", ", fields.keySet()) + ".");
      }
    }
    return Optional.of(new Credential(Credential.Origin.REQUEST, fields));
  }

  private Credential fromVault(Principal principal, Provider provider) {
    try {
      Optional<Credential> stored = store.find(principal.accountId(), provider.id());
      if (stored.isPresent() || provider.keyless()) {
        return stored.orElse(Credential.NONE);
      }
    } catch (CredentialStore.UndecryptableException e) {
      throw GatewayException.badRequest("provider_credentials_undecryptable", null, "The stored credential for "
          + provider.title() + " can't be decrypted any more. Store it again with PUT /v1/account/providers.");
    } catch (Remembered.UnavailableException e) {
      throw GatewayException.of(503, "vault_unavailable",
          "The credential store is temporarily unavailable. Retry in 30 seconds.").header("Retry-After", "30");
    }
    throw GatewayException.badRequest("provider_credentials_missing", null, "There is no credential for "
        + provider.title() + ". Store it once with PUT /v1/account/providers, or send "
        + String.join(", ", provider.required()) + " as extra field" + (provider.required().size() > 1 ? "s" : "")
        + " of the request body.");
  }
}
