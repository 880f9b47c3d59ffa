package app.orqen.dispatch.credential;

import app.orqen.credential.CredentialField;
import app.orqen.dispatch.address.ApiBase;
import app.orqen.dispatch.address.ApiBaseUrl;
import app.orqen.inbound.Inbound;
import app.orqen.key.Principal;
import app.orqen.lookup.Remembered;
import app.orqen.policy.Attempts;
import app.orqen.provider.CredentialSet;
import app.orqen.provider.Provider;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import app.orqen.request.ModelRequest;
import app.orqen.secret.Secret;
import app.orqen.translate.front.WireRegistry;
import app.orqen.vault.Credential;
import app.orqen.vault.CredentialStore;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * The step {@code injectCredentials}: takes the provider's credential from the request itself, else from the account's
 * vault, and has the provider's scheme put it on the call. Works only for a principal that {@code authenticate} has proven.
 */
public final class InjectCredentials implements Processor {

  private static final String VARIABLE = "orqenCredential";
  private static final ErrorCode INCOMPLETE = ErrorCode.PROVIDER_CREDENTIALS_INCOMPLETE;

  private final CredentialStore store;
  private final ApiBase apiBase;

  InjectCredentials(CredentialStore store, ApiBase apiBase) {
    this.store = store;
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
    Principal principal = Principal.of(exchange);
    if (principal == null) {
      throw GatewayException.invalidApiKey();
    }
    Attempts attempts = Attempts.of(exchange);
    if (attempts == null) {
      inject(exchange, Provider.Target.of(exchange).provider());
    } else {
      injectFirst(exchange, attempts);
    }
  }

  /** Takes the credential of the first target of a plan that has one. The error is the first target's own. */
  private void injectFirst(Exchange exchange, Attempts attempts) {
    GatewayException first = null;
    do {
      Provider.Target target = attempts.current();
      try {
        inject(exchange, target.provider());
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

  /** Finds the credential for a provider and makes it the exchange's. */
  public void inject(Exchange exchange, Provider provider) {
    Credential credential = find(exchange, provider);
    exchange.setVariable(VARIABLE, credential);
    String base = credential.reveal(CredentialField.API_BASE);
    if (base != null || exchange.getVariable("orqenApiBase") != null) {
      ApiBaseUrl.attach(exchange, base == null ? null : apiBase.require(base));
    }
    provider.auth().apply(credential, exchange.getMessage());
  }

  /**
   * Finds the credential for a provider.
   *
   * @throws GatewayException 400 when there is none, or it can't be used
   */
  public Credential find(Exchange exchange, Provider provider) {
    Map<String, String> given = given(exchange, provider);
    Credential credential = fromRequest(provider, given).orElseGet(() -> fromVault(Principal.of(exchange), provider));
    if (isSettingsOnly(given.keySet())) {
      for (String name : given.keySet()) {
        if (provider.required().contains(name)) {
          credential = credential.with(CredentialField.of(name), Secret.of(given.get(name)));
        }
      }
    }
    return provider.auth().complete(credential);
  }

  /** Returns the credential fields of the request. In a plan they are the first target's, so that no other provider sees them. */
  private static Map<String, String> given(Exchange exchange, Provider provider) {
    Attempts attempts = Attempts.of(exchange);
    boolean others = attempts != null && !attempts.plan().targets().get(0).provider().equals(provider.knownAs());
    return others ? Map.of() : ModelRequest.of(exchange).scan().credentials();
  }

  /** Returns whether a request names only settings of the call: these go with a stored credential. */
  private static boolean isSettingsOnly(Set<String> given) {
    for (String name : given) {
      if (!CredentialField.of(name).isSettingOfACall()) {
        return false;
      }
    }
    return true;
  }

  /**
   * Returns the credential in the request. It must be complete: half of one is an error, and isn't completed from the vault.
   */
  private Optional<Credential> fromRequest(Provider provider, Map<String, String> given) {
    String base = given.get(CredentialField.API_BASE.field());
    if (base != null) {
      apiBase.require(base);
    }
    CredentialSet.requireConsistent(given.keySet(), INCOMPLETE);
    Map<String, Secret> fields = new LinkedHashMap<>();
    given.forEach((name, value) -> {
      if (provider.required().contains(name) || provider.optional().contains(name)) {
        fields.put(name, Secret.of(value));
      }
    });
    if (isSettingsOnly(fields.keySet())) {
      return Optional.empty();
    }
    Set<String> names = new LinkedHashSet<>(fields.keySet());
    if (provider.wire() == WireRegistry.CONVERSE) {
      names.add(CredentialField.AWS_REGION_NAME.field()); // the model may name it, and is asked later
    }
    CredentialSet.require(provider, names, INCOMPLETE);
    return Optional.of(new Credential(Credential.Origin.REQUEST, fields));
  }

  private Credential fromVault(Principal principal, Provider provider) {
    try {
      Optional<Credential> stored = store.find(principal.accountId(), provider.knownAs());
      if (stored.isPresent() || provider.keyless()) {
        return stored.orElse(Credential.NONE);
      }
    } catch (CredentialStore.UndecryptableException e) {
      throw GatewayException.badRequest(ErrorCode.PROVIDER_CREDENTIALS_UNDECRYPTABLE, null, "The stored credential for "
          + provider.title() + " can't be decrypted any more. Store it again with PUT /v1/account/providers.");
    } catch (Remembered.UnavailableException e) {
      throw GatewayException.authUnavailable();
    }
    throw GatewayException.badRequest(ErrorCode.PROVIDER_CREDENTIALS_MISSING, null, "There is no credential for "
        + provider.title() + ". Store it once with PUT /v1/account/providers, or send " + wanted(provider) + " as extra field"
        + (provider.required().size() == 1 ? "" : "s")
        + " of the request body.");
  }

  private static String wanted(Provider provider) {
    String required = String.join(", ", provider.required());
    return provider.wire() == WireRegistry.CONVERSE
        ? "aws_region_name with aws_access_key_id and aws_secret_access_key, or with aws_bearer_token_bedrock,"
        : CredentialSet.ways(provider).size() > 1
            ? required + " with " + String.join(" or ", CredentialSet.ways(provider)) : required;
  }
}
