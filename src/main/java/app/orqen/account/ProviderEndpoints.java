package app.orqen.account;

import app.orqen.audit.Audit;
import app.orqen.audit.AuditAction;
import app.orqen.audit.Entry;
import app.orqen.credential.CredentialField;
import app.orqen.dispatch.address.ApiBase;
import app.orqen.endpoint.Answer;
import app.orqen.endpoint.EndpointCall;
import app.orqen.endpoint.Page;
import app.orqen.endpoint.Query;
import app.orqen.endpoint.Times;
import app.orqen.provider.CredentialSet;
import app.orqen.provider.Provider;
import app.orqen.provider.ProviderRegistry;
import app.orqen.reply.ErrorCode;
import app.orqen.request.CredentialValue;
import app.orqen.vault.CredentialStore;
import app.orqen.vault.StoredCredential;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.dao.DuplicateKeyException;

/** The calls for the provider credentials of the caller's account. */
final class ProviderEndpoints {

  private static final String NAME = "name";
  private static final String WEIGHT = "weight";
  /** The fields of a body beside those of the credential. */
  private static final Set<String> OWN = Set.of("provider", NAME, WEIGHT);

  private final CredentialStore store;
  private final Audit audit;
  private final ProviderRegistry providers;
  private final ApiBase apiBase;

  ProviderEndpoints(CredentialStore store, Audit audit, ProviderRegistry providers, ApiBase apiBase) {
    this.store = store;
    this.audit = audit;
    this.providers = providers;
    this.apiBase = apiBase;
  }

  /**
   * Lists stored credentials, by provider and name. With {@code all=true} the list has the other known providers too, and the page takes
   * {@link Query#MOST} entries unless a limit is given.
   */
  Answer list(EndpointCall call) {
    Query query = call.query();
    boolean all = query.flag("all");
    int limit = all ? query.limit(Query.MOST) : query.limit();
    String after = query.afterName();
    List<CredentialStore.Stored> stored = store.list(call.accountId());
    Map<String, Map<String, Object>> known = new TreeMap<>();
    if (all) {
      providers.all().values().stream().filter(Provider::isListed)
          .filter(provider -> stored.stream().noneMatch(one -> one.provider().equals(provider.id())))
          .forEach(provider -> known.put(provider.id(), json(provider)));
    }
    stored.forEach(one -> known.put(one.provider() + '/' + one.name(), json(one)));
    return Page.byName(List.copyOf(known.entrySet()), limit, after, Map.Entry::getKey, Map.Entry::getValue);
  }

  private static Map<String, Object> json(CredentialStore.Stored stored) {
    Map<String, Object> json = json(stored.provider(), stored.name(), stored.weight());
    json.put("status", stored.decryptable() ? "connected" : "undecryptable");
    json.put("preview", stored.preview());
    json.put("updated_at", Times.json(stored.updatedAt()));
    json.put("state", stored.state().label());
    json.put("state_at", stored.stateAt() == null ? null : Times.json(stored.stateAt()));
    return json;
  }

  private static Map<String, Object> json(String provider, String name, Integer weight) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("provider", provider);
    json.put("object", "account.provider");
    json.put("name", name);
    json.put("weight", weight);
    return json;
  }

  private static Map<String, Object> json(Provider provider) {
    Map<String, Object> json = json(provider.id(), null, null);
    json.put("status", provider.keyless() ? "connected" : "not_connected");
    json.put("preview", null);
    json.put("updated_at", null);
    json.put("state", null);
    json.put("state_at", null);
    json.put("title", provider.title());
    json.put("fields", provider.required());
    json.put("optional_fields", provider.optional());
    return json;
  }

  Answer put(EndpointCall call) {
    Set<String> any = Stream.concat(OWN.stream(), CredentialField.names().stream()).collect(Collectors.toSet());
    Fields body = Fields.read(call.inbound(), any);
    String id = body.string("provider");
    Provider provider = providers.find(id);
    if (provider == null || !provider.isListed()) {
      throw Fields.invalid("provider",
          "isn't a known provider; GET /v1/account/providers?all=true lists them");
    }
    Map<String, String> fields = new LinkedHashMap<>();
    Refusals refusals = new Refusals();
    body.names().stream().filter(field -> !OWN.contains(field))
        .forEach(field -> refusals.check(() -> fields.put(field, value(provider, body, field))));
    refusals.check(() -> CredentialSet.require(provider, Set.copyOf(body.names().stream().filter(field -> !OWN.contains(field)).toList()),
        ErrorCode.MISSING_FIELD));
    if (body.has(NAME)) {
      refusals.check(() -> CredentialRules.name(body));
    }
    refusals.check(() -> weight(body));
    refusals.throwIfAny();
    String name = body.has(NAME) ? CredentialRules.name(body) : StoredCredential.DEFAULT;
    int weight = weight(body);
    Map<String, Object> changes = new LinkedHashMap<>();
    changes.put(NAME, name);
    changes.put(WEIGHT, weight);
    changes.put("fields", fields.keySet());
    Supplier<CredentialStore.Stored> storing = () -> audit.record(Entry.own(call.actor(), AuditAction.PROVIDER_STORED, id, changes),
        () -> store.put(call.accountId(), id, name, weight, fields, CredentialRules.preview(fields)));
    try {
      return Answer.ok(json(stored(storing)));
    } catch (CredentialStore.TooManyException e) {
      throw Fields.invalid(NAME, "would be one more credential of " + provider.title() + " than the " + CredentialStore.MOST
          + " that an account can have");
    }
  }

  private static int weight(Fields body) {
    return body.has(WEIGHT) ? body.integer(WEIGHT, 1, StoredCredential.MOST_WEIGHT) : 1;
  }

  private static CredentialStore.Stored stored(Supplier<CredentialStore.Stored> storing) {
    try {
      return storing.get();
    } catch (DuplicateKeyException e) {
      return storing.get();
    }
  }

  private String value(Provider provider, Fields body, String name) {
    if (!CredentialRules.known(provider).contains(name)) {
      throw CredentialRules.unknown(provider, name);
    }
    String value = body.string(name);
    CredentialValue.requireValid(name, value);
    if (name.equals(CredentialField.API_BASE.field())) {
      apiBase.require(value);
    }
    return value;
  }

  /** Removes the credential that the parameter {@code name} names. */
  Answer delete(EndpointCall call) {
    String provider = call.path("provider");
    String given = call.query().text(NAME);
    String name = given == null ? StoredCredential.DEFAULT : given;
    // Asked before the audit log is written: the provider in the path may be a text that is too long for an entry of the log.
    if (!store.has(call.accountId(), provider, name)) {
      throw call.notFound();
    }
    audit.record(Entry.own(call.actor(), AuditAction.PROVIDER_REMOVED, provider, Map.of(NAME, name)), () -> {
      if (!store.delete(call.accountId(), provider, name)) {
        throw call.notFound();
      }
    });
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("provider", provider);
    json.put("name", name);
    json.put("deleted", true);
    return Answer.ok(json);
  }
}
