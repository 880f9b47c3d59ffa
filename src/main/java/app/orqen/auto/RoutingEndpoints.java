package app.orqen.auto;

import app.orqen.account.Fields;
import app.orqen.audit.Audit;
import app.orqen.audit.AuditAction;
import app.orqen.audit.Entry;
import app.orqen.auto.pick.Candidate;
import app.orqen.auto.pick.Mode;
import app.orqen.cost.Money;
import app.orqen.endpoint.Answer;
import app.orqen.endpoint.EndpointCall;
import app.orqen.provider.Catalogue;
import app.orqen.provider.Provider;
import app.orqen.provider.ProviderRegistry;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.springframework.dao.DuplicateKeyException;

/** The calls by which an account says what it wants of {@code orqen/*}. */
final class RoutingEndpoints {

  private static final BigDecimal MOST_USD = new BigDecimal("1000000");
  private static final int MOST_PROVIDERS = 100;
  private static final Set<String> PREFERENCES = Set.of("mode", "allowed_providers", "max_cost_usd");
  private static final Set<String> SWITCH = Set.of("provider", "model_id", "is_enabled");

  private final RoutingStore store;
  private final ProviderRegistry providers;
  private final Catalogue catalogue;
  private final Function<String, Choice> choices;
  private final Audit audit;

  /**
   * Makes the calls.
   *
   * @param choices what accounts choose from
   */
  RoutingEndpoints(RoutingStore store, ProviderRegistry providers, Catalogue catalogue, Function<String, Choice> choices, Audit audit) {
    this.store = store;
    this.providers = providers;
    this.catalogue = catalogue;
    this.choices = choices;
    this.audit = audit;
  }

  Answer preferences(EndpointCall call) {
    return Answer.ok(json(store.preferences(call.accountId())));
  }

  private static Map<String, Object> json(Preferences preferences) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("object", "routing.preferences");
    json.put("mode", preferences.mode().label());
    json.put("allowed_providers", preferences.providers());
    json.put("max_cost_usd", Money.shown(preferences.maxCostUsd()));
    return json;
  }

  /** Replaces the preferences. A field that isn't given gets its default. */
  Answer putPreferences(EndpointCall call) {
    Fields body = Fields.read(call.inbound(), PREFERENCES);
    Mode mode = body.has("mode") ? Mode.find(body.string("mode")) : Mode.AUTO;
    if (mode == null) {
      throw Fields.invalid("mode", "must be 'auto', 'cheap', 'fast' or 'capable'");
    }
    List<String> allowed = body.has("allowed_providers") ? body.strings("allowed_providers", 1, MOST_PROVIDERS, this::isProvider,
        "must be null or a list of 1 to " + MOST_PROVIDERS + " ids of providers; GET /v1/account/providers?all=true lists them") : null;
    BigDecimal cost = body.has("max_cost_usd") ? body.usdOrNull("max_cost_usd", MOST_USD) : null;
    Preferences preferences = new Preferences(mode, allowed == null ? null : allowed.stream().distinct().toList(), cost);
    Map<String, Object> json = json(preferences);
    Runnable storing = () -> audit.record(Entry.own(call.actor(), AuditAction.ROUTING_PREFERENCES_CHANGED, null, json),
        () -> store.put(call.accountId(), preferences));
    again(storing);
    return Answer.ok(json);
  }

  private boolean isProvider(String id) {
    Provider provider = providers.find(id);
    return provider != null && provider.isListed();
  }

  /** Runs something that another call may have done at the same moment. */
  private static void again(Runnable storing) {
    try {
      storing.run();
    } catch (DuplicateKeyException e) {
      storing.run();
    }
  }

  /** Switches a model on or off for {@code orqen/*}. It can still be called by its name. */
  Answer toggle(EndpointCall call) {
    Fields body = Fields.read(call.inbound(), SWITCH);
    String provider = body.string("provider");
    String model = body.string("model_id");
    if (!body.has("is_enabled")) {
      throw GatewayException.badRequest(ErrorCode.MISSING_FIELD, "is_enabled", "Field 'is_enabled' is missing.");
    }
    boolean enabled = body.bool("is_enabled");
    if (!isProvider(provider)) {
      throw Fields.invalid("provider", "isn't a known provider; GET /v1/account/providers?all=true lists them");
    }
    if (!isKnown(call.accountId(), provider, model)) {
      throw Fields.invalid("model_id", "isn't one of the models that orqen/* can pick; GET /v1/account/routing/models lists them");
    }
    again(() -> audit.record(Entry.own(call.actor(), AuditAction.ROUTING_MODEL_SWITCHED, cut(provider + '/' + model),
        Map.of("provider", provider, "model_id", model, "is_enabled", enabled)),
        () -> store.switchTo(call.accountId(), provider, model, enabled)));
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("object", "routing.model");
    json.put("provider", provider);
    json.put("model_id", model);
    json.put("is_enabled", enabled);
    return Answer.ok(json);
  }

  private boolean isKnown(String accountId, String provider, String model) {
    for (Candidate candidate : choices.apply(accountId).candidates()) {
      if (candidate.provider().equals(provider) && candidate.model().equals(model)) {
        return true;
      }
    }
    return catalogue.models().stream().anyMatch(one -> one.provider().equals(provider) && one.id().equals(model));
  }

  /** Cuts a name to what an entry of the audit log has room for. */
  private static String cut(String name) {
    return name.substring(0, Math.min(name.length(), 100));
  }
}
