package app.orqen.dispatch.credential;

import app.orqen.credential.CredentialField;
import app.orqen.dispatch.address.ApiBase;
import app.orqen.key.Principal;
import app.orqen.lookup.Remembered;
import app.orqen.policy.CredentialTarget;
import app.orqen.promptcache.Affinity;
import app.orqen.promptcache.ConversationKey;
import app.orqen.provider.CredentialSet;
import app.orqen.provider.Provider;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import app.orqen.request.ModelRequest;
import app.orqen.secret.Secret;
import app.orqen.translate.front.WireRegistry;
import app.orqen.vault.Credential;
import app.orqen.vault.CredentialStore;
import app.orqen.vault.StoredCredential;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.camel.Exchange;

/** Finds the credential of a call to a target: in the request itself, else in the account's vault. */
final class CredentialFinder {

  private static final ErrorCode INCOMPLETE = ErrorCode.PROVIDER_CREDENTIALS_INCOMPLETE;

  private final CredentialStore store;
  private final ApiBase apiBase;
  private final Affinity affinity;

  CredentialFinder(CredentialStore store, ApiBase apiBase, Affinity affinity) {
    this.affinity = affinity;
    this.store = store;
    this.apiBase = apiBase;
  }

  /**
   * Finds the credential for the next call to a target. Where the account has several, each call of this method returns another one.
   * When a credential is refused before the call, as Google refuses a service account's key, the next one is taken at once. The same
   * happens when the operator no longer allows a credential's address.
   *
   * @throws GatewayException 400 when neither the request nor the account has a credential for the provider, or when the one that was
   *     found can't be used
   */
  Credential find(Exchange exchange, Provider.Target target) {
    Provider provider = target.provider();
    Map<String, String> given = given(exchange, provider);
    Optional<Credential> fromRequest = fromRequest(provider, given);
    while (true) {
      Credential credential = fromRequest.isPresent() ? fromRequest.get() : fromVault(exchange, target);
      try {
        String base = credential.reveal(CredentialField.API_BASE);
        if (base != null) {
          apiBase.require(base);
        }
        Credential settled = withSettings(credential, provider, given);
        return SchemeCall.of(provider, () -> provider.auth().complete(settled));
      } catch (GatewayException e) {
        boolean rejected = e.is(ErrorCode.PROVIDER_CREDENTIALS_REJECTED);
        if (credential.health() == null || !rejected && !e.is(ErrorCode.API_BASE_NOT_ALLOWED)) {
          throw e;
        }
        if (rejected) {
          credential.health().refused();
        }
        if (!CredentialQueue.hasNext(exchange, target)) {
          throw e;
        }
      }
    }
  }

  /** Returns the credential fields of the request if they are for this provider. Other providers never see them. */
  private static Map<String, String> given(Exchange exchange, Provider provider) {
    return CredentialTarget.is(exchange, provider.knownAs()) ? ModelRequest.of(exchange).scan().credentials() : Map.of();
  }

  private static Credential withSettings(Credential credential, Provider provider, Map<String, String> given) {
    Credential complete = credential;
    if (isSettingsOnly(given.keySet())) {
      for (String name : given.keySet()) {
        if (provider.required().contains(name)) {
          complete = complete.with(CredentialField.of(name), Secret.of(given.get(name)));
        }
      }
    }
    return complete;
  }

  /** Returns whether a request's fields are all settings of a call, such as a region. They are used with a stored credential. */
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

  /** Returns the next of the account's credentials for the target. */
  private Credential fromVault(Exchange exchange, Provider.Target target) {
    Provider provider = target.provider();
    try {
      CredentialQueue queue = CredentialQueue.of(exchange, target);
      if (queue == null) {
        queue = new CredentialQueue(target, store, choose(exchange, target));
        queue.attach(exchange);
      }
      if (!queue.isEmpty()) {
        return queue.next();
      }
      if (provider.keyless()) {
        return Credential.NONE;
      }
    } catch (CredentialStore.UndecryptableException e) {
      throw GatewayException.badRequest(ErrorCode.PROVIDER_CREDENTIALS_UNDECRYPTABLE, null, "The stored credential for "
          + provider.title() + " can't be decrypted any more. Store it again with PUT /v1/account/providers.");
    } catch (Remembered.UnavailableException e) {
      throw GatewayException.authUnavailable();
    }
    throw GatewayException.badRequest(ErrorCode.PROVIDER_CREDENTIALS_MISSING, null, "There is no credential for "
        + provider.title() + ". Store it once with PUT /v1/account/providers, or send " + wanted(provider)
        + (provider.required().size() == 1 ? " as an extra field" : " as extra fields")
        + " of the request body.");
  }

  private List<StoredCredential> choose(Exchange exchange, Provider.Target target) {
    Provider provider = target.provider();
    String account = Principal.of(exchange).accountId();
    String only = exchange.getVariable(StoredCredential.ONLY, String.class);
    return only == null
        ? store.choose(account, provider.knownAs(), () -> held(exchange, target))
        : store.named(account, provider.knownAs(), only);
  }

  /** Returns the name of the credential that holds the conversation's prompt cache at a target, or null. */
  private String held(Exchange exchange, Provider.Target target) {
    Affinity.Held held = affinity.find(ConversationKey.of(exchange));
    return held == null || !held.place().target().equals(target.name()) ? null : held.place().credential();
  }

  private static String wanted(Provider provider) {
    String required = String.join(", ", provider.required());
    return provider.wire() == WireRegistry.CONVERSE
        ? "aws_region_name with aws_access_key_id and aws_secret_access_key, or with aws_bearer_token_bedrock,"
        : CredentialSet.ways(provider).size() > 1
            ? required + " with " + String.join(" or ", CredentialSet.ways(provider)) : required;
  }
}
