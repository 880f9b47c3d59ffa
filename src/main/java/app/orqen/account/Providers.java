package app.orqen.account;

import app.orqen.dispatch.ApiBase;
import app.orqen.endpoint.Answer;
import app.orqen.endpoint.Call;
import app.orqen.endpoint.Cursor;
import app.orqen.endpoint.JsonBody;
import app.orqen.endpoint.Page;
import app.orqen.provider.Provider;
import app.orqen.provider.ProviderRegistry;
import app.orqen.reply.GatewayException;
import app.orqen.request.CredentialFields;
import app.orqen.vault.CredentialStore;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the endpoints of an account's stored provider credentials do. */
final class Providers {

  private static final int SHORTEST_SHOWN = 8;

  private final CredentialStore store;
  private final ProviderRegistry registry;
  private final ApiBase apiBase;

  Providers(CredentialStore store, ProviderRegistry registry, ApiBase apiBase) {
    this.store = store;
    this.registry = registry;
    this.apiBase = apiBase;
  }

  Answer put(Call call) {
    JsonBody body = call.body();
    String id = body.string("provider");
    Provider provider = registry.find(id);
    if (provider == null) {
      throw GatewayException.of(404, "not_found", "There is no such provider.").param("provider");
    }
    Map<String, String> fields = new LinkedHashMap<>();
    for (String name : body.names()) {
      if (!name.equals("provider")) {
        fields.put(name, null);
      }
    }
    CredentialRules.require(provider, fields.keySet());
    fields.replaceAll((name, unset) -> body.string(name));
    fields.forEach(CredentialFields::requireValid);
    fields.computeIfPresent("api_base", (name, value) -> apiBase.require(value));
    CredentialStore.Stored stored = store.put(call.accountId(), id, fields, preview(fields));
    store.forget(call.accountId(), id);
    return Answer.ok(view(stored));
  }

  static String preview(Map<String, String> fields) {
    String value = null;
    for (String name : List.of("aws_access_key_id", "api_key", "aws_bearer_token_bedrock")) {
      value = value == null ? fields.get(name) : value;
    }
    if (value == null || value.length() < SHORTEST_SHOWN) {
      return "…";
    }
    return (value.startsWith("sk-") ? "sk-…" : "…") + value.substring(value.length() - 4);
  }

  private static Map<String, Object> view(CredentialStore.Stored stored) {
    return view(stored.provider(), stored.decryptable() ? "connected" : "undecryptable", stored.preview(),
        stored.updatedAt());
  }

  private static Map<String, Object> view(String provider, String status, String preview, Instant updatedAt) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("provider", provider);
    view.put("object", "account.provider");
    view.put("status", status);
    view.put("preview", preview);
    view.put("updated_at", updatedAt == null ? null : updatedAt.truncatedTo(ChronoUnit.MILLIS).toString());
    return view;
  }

  Answer list(Call call) {
    int limit = call.query().limit();
    boolean all = call.query().flag("all");
    Cursor after = call.query().after();
    Map<String, Map<String, Object>> views = new TreeMap<>();
    store.list(call.accountId()).forEach(stored -> views.put(stored.provider(), view(stored)));
    if (all) {
      registry.all().values().forEach(provider -> views.putIfAbsent(provider.id(), known(provider)));
    }
    List<Map<String, Object>> rest = views.entrySet().stream()
        .filter(entry -> after == null || entry.getKey().compareTo(after.id()) > 0)
        .map(Map.Entry::getValue).toList();
    return Page.of(rest, limit, view -> new Cursor(Instant.EPOCH, (String) view.get("provider")), view -> view);
  }

  private static Map<String, Object> known(Provider provider) {
    Map<String, Object> view = view(provider.id(), provider.keyless() ? "connected" : "not_connected", null, null);
    view.put("title", provider.title());
    view.put("required_fields", provider.required());
    view.put("optional_fields", provider.optional());
    return view;
  }

  Answer delete(Call call) {
    String id = call.path("provider");
    if (!store.delete(call.accountId(), id)) {
      throw call.notFound();
    }
    store.forget(call.accountId(), id);
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("provider", id);
    body.put("deleted", true);
    return Answer.ok(body);
  }
}
