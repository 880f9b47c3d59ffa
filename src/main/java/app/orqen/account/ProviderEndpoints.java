package app.orqen.account;

import app.orqen.audit.Audit;
import app.orqen.audit.Entry;
import app.orqen.credential.CredentialField;
import app.orqen.dispatch.address.ApiBase;
import app.orqen.endpoint.Answer;
import app.orqen.endpoint.Call;
import app.orqen.endpoint.Page;
import app.orqen.endpoint.Query;
import app.orqen.endpoint.Times;
import app.orqen.provider.CredentialSet;
import app.orqen.provider.Provider;
import app.orqen.provider.ProviderRegistry;
import app.orqen.reply.ErrorCode;
import app.orqen.request.CredentialValue;
import app.orqen.vault.CredentialStore;
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
   * Lists what is stored, by provider. With {@code all=true} it lists the other known providers too, on one page unless a limit
   * is given.
   */
  Answer list(Call call) {
    Query query = call.query();
    boolean all = query.flag("all");
    int limit = all ? query.limit(Query.MOST) : query.limit();
    String after = query.afterName();
    Map<String, Map<String, Object>> known = new TreeMap<>();
    if (all) {
      providers.all().values().stream().filter(Provider::isListed).forEach(provider -> known.put(provider.id(), json(provider)));
    }
    store.list(call.accountId()).forEach(stored -> known.put(stored.provider(), json(stored)));
    return Page.byName(List.copyOf(known.values()), limit, after, view -> (String) view.get("provider"), view -> view);
  }

  private static Map<String, Object> json(CredentialStore.Stored stored) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("provider", stored.provider());
    json.put("object", "account.provider");
    json.put("status", stored.decryptable() ? "connected" : "undecryptable");
    json.put("preview", stored.preview());
    json.put("updated_at", Times.json(stored.updatedAt()));
    return json;
  }

  private static Map<String, Object> json(Provider provider) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("provider", provider.id());
    json.put("object", "account.provider");
    json.put("status", provider.keyless() ? "connected" : "not_connected");
    json.put("preview", null);
    json.put("updated_at", null);
    json.put("title", provider.title());
    json.put("fields", provider.required());
    json.put("optional_fields", provider.optional());
    return json;
  }

  Answer put(Call call) {
    Set<String> any = Stream.concat(Stream.of("provider"), CredentialField.names().stream())
        .collect(Collectors.toSet());
    Fields body = Fields.read(call.inbound(), any);
    String id = body.string("provider");
    Provider provider = providers.find(id);
    if (provider == null || !provider.isListed()) {
      throw Fields.invalid("provider",
          "isn't a known provider; GET /v1/account/providers?all=true lists them");
    }
    Map<String, String> fields = new LinkedHashMap<>();
    for (String name : body.names()) {
      if (!name.equals("provider")) {
        fields.put(name, value(provider, body, name));
      }
    }
    CredentialSet.require(provider, fields.keySet(), ErrorCode.MISSING_FIELD);
    Supplier<CredentialStore.Stored> storing = () -> audit.record(
        Entry.own(call.actor(), "provider.stored", id, Map.of("fields", fields.keySet())),
        () -> store.put(call.accountId(), id, fields, CredentialRules.preview(fields)));
    CredentialStore.Stored stored;
    try {
      stored = storing.get();
    } catch (DuplicateKeyException e) {
      stored = storing.get();
    }
    return Answer.ok(json(stored));
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

  Answer delete(Call call) {
    String provider = call.path("provider");
    // The name may be any text, but an entry of the audit log has no room for a longer one.
    if (!store.has(call.accountId(), provider)) {
      throw call.notFound();
    }
    audit.record(Entry.own(call.actor(), "provider.removed", provider, null), () -> {
      if (!store.delete(call.accountId(), provider)) {
        throw call.notFound();
      }
    });
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("provider", provider);
    json.put("deleted", true);
    return Answer.ok(json);
  }
}
