package app.orqen.account;

import app.orqen.audit.Audit;
import app.orqen.audit.Entry;
import app.orqen.auth.Actor;
import app.orqen.dispatch.ApiBase;
import app.orqen.inbound.Inbound;
import app.orqen.provider.CredentialSet;
import app.orqen.provider.Provider;
import app.orqen.provider.ProviderRegistry;
import app.orqen.reply.GatewayException;
import app.orqen.request.CredentialFields;
import app.orqen.vault.CredentialStore;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.apache.camel.Exchange;
import org.springframework.dao.DuplicateKeyException;

/** The provider credentials of the caller's account. */
final class ProviderEndpoints {

  private ProviderEndpoints() {}

  private static Map<String, Object> json(CredentialStore.Stored stored) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("provider", stored.provider());
    json.put("object", "account.provider");
    json.put("status", stored.decryptable() ? "connected" : "undecryptable");
    json.put("preview", stored.preview());
    json.put("updated_at", Times.json(stored.updatedAt()));
    return json;
  }

  /** {@code /v1/account/providers}. */
  static final class Collection extends AccountEndpoint {

    private final CredentialStore store;
    private final Audit audit;
    private final ProviderRegistry providers;
    private final ApiBase apiBase;
    private final Map<String, Handler> methods = new LinkedHashMap<>();

    Collection(CredentialStore store, Audit audit, ProviderRegistry providers, ApiBase apiBase) {
      this.store = store;
      this.audit = audit;
      this.providers = providers;
      this.apiBase = apiBase;
      methods.put("GET", this::list);
      methods.put("PUT", this::put);
    }

    @Override
    protected Map<String, Handler> methods() {
      return methods;
    }

    private Answer list(Exchange exchange) {
      List<Map<String, Object>> all = new ArrayList<>();
      Set<String> stored = new HashSet<>();
      for (CredentialStore.Stored credential : store.list(accountId(exchange))) {
        stored.add(credential.provider());
        all.add(ProviderEndpoints.json(credential));
      }
      if ("true".equals(Query.of(exchange).get("all"))) {
        providers.all().values().stream().filter(Provider::isListed)
            .filter(provider -> !stored.contains(provider.id()))
            .forEach(provider -> all.add(json(provider)));
        // The whole list of known providers is for a form to choose from: one page.
        return Answer.ok(wholeList(all));
      }
      return Answer.ok(Query.of(exchange).page((limit, offset) ->
          all.subList(Math.min(offset, all.size()), Math.min(offset + limit, all.size())), json -> json));
    }

    private static Map<String, Object> wholeList(List<Map<String, Object>> all) {
      Map<String, Object> list = new LinkedHashMap<>();
      list.put("object", "list");
      list.put("data", all);
      list.put("has_more", false);
      list.put("next_cursor", null);
      return list;
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

    private Answer put(Exchange exchange) {
      Set<String> any = new HashSet<>(CredentialFields.ALL);
      any.add("provider");
      Fields body = Fields.read(Inbound.of(exchange), any);
      String id = body.string("provider");
      Provider provider = providers.find(id);
      if (provider == null || !provider.isListed()) {
        throw Fields.invalid("provider", "is no provider that is known here; GET /v1/account/providers?all=true lists them");
      }
      Map<String, String> fields = new LinkedHashMap<>();
      for (String name : body.names()) {
        if (!name.equals("provider")) {
          fields.put(name, value(provider, body, name));
        }
      }
      CredentialSet.require(provider, fields.keySet(), "missing_field");
      Supplier<CredentialStore.Stored> storing = () -> audit.record(
          Entry.own(Actor.of(exchange), "provider.stored", id, Map.of("fields", fields.keySet())),
          () -> store.put(accountId(exchange), id, fields, CredentialRules.preview(fields)));
      CredentialStore.Stored stored;
      try {
        stored = storing.get();
      } catch (DuplicateKeyException e) {
        stored = storing.get();
      }
      store.forget(accountId(exchange), id);
      return Answer.ok(ProviderEndpoints.json(stored));
    }

    private String value(Provider provider, Fields body, String name) {
      if (!CredentialRules.known(provider).contains(name)) {
        throw GatewayException.badRequest("unknown_field", name,
            "'" + name + "' is no field of " + provider.title() + "; its fields are "
                + String.join(", ", CredentialRules.known(provider)) + ".");
      }
      String value = body.string(name);
      CredentialFields.requireValid(name, value);
      if (name.equals("api_base")) {
        apiBase.require(value);
      }
      return value;
    }
  }

  /** {@code /v1/account/providers/{provider}}. */
  static final class Item extends AccountEndpoint {

    private final CredentialStore store;
    private final Audit audit;

    Item(CredentialStore store, Audit audit) {
      this.store = store;
      this.audit = audit;
    }

    @Override
    protected Map<String, Handler> methods() {
      return Map.of("DELETE", this::delete);
    }

    private Answer delete(Exchange exchange) {
      String provider = pathVariable(exchange, "provider");
      audit.record(Entry.own(Actor.of(exchange), "provider.removed", provider, null), () -> {
        if (!store.delete(accountId(exchange), provider)) {
          throw GatewayException.notFound(Inbound.of(exchange).path());
        }
      });
      store.forget(accountId(exchange), provider);
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("provider", provider);
      json.put("deleted", true);
      return Answer.ok(json);
    }
  }
}
