package app.orqen.models;

import app.orqen.catalogue.ModelFacts;
import app.orqen.catalogue.ModelTable;
import app.orqen.catalogue.Prices;
import app.orqen.endpoint.Answer;
import app.orqen.endpoint.EndpointCall;
import app.orqen.endpoint.Page;
import app.orqen.key.Principal;
import app.orqen.models.ConnectedModels.Known;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Answers what is known of each model, and whether the caller may and can use it (docs/api.md, "Models of the account"). */
final class AccountModels {

  private final ConnectedModels models;
  private final ModelTable table;

  AccountModels(ConnectedModels models, ModelTable table) {
    this.models = models;
    this.table = table;
  }

  /** Lists models by id: those of connected providers, with {@code all=true} those of every provider. */
  Answer list(EndpointCall call) {
    boolean all = call.query().flag("all");
    String provider = call.query().text("provider");
    List<Known> known = models.known(call.accountId(), table).stream().filter(model -> all || model.connected())
        .filter(model -> provider == null || provider.equals(model.provider().id())).toList();
    Principal caller = call.caller();
    return Page.byName(known, call.query().limit(), call.query().afterName(), Known::id, model -> view(model, caller));
  }

  private Map<String, Object> view(Known model, Principal caller) {
    String knownAs = model.provider().knownAs();
    ModelFacts facts = table.like(model.provider().id(), model.name());
    facts = facts.isKnown() ? facts : table.like(knownAs, model.name());
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", model.id());
    view.put("object", "account.model");
    view.put("provider", model.provider().id());
    view.put("prices", PriceColumns.of(facts.model().equals(model.name()) ? facts.prices() : Prices.UNKNOWN));
    view.put("context_window", facts.maxInputTokens() == null ? model.contextWindow() : (Object) facts.maxInputTokens().longValue());
    view.put("max_output_tokens", facts.maxOutputTokens() == null ? model.maxOutputTokens() : (Object) facts.maxOutputTokens().longValue());
    view.put("capabilities", capabilities(facts));
    view.put("allowed", caller.mayUse(model.id(), knownAs + "/" + model.name()));
    view.put("enabled", model.connected());
    return view;
  }

  private static List<String> capabilities(ModelFacts facts) {
    List<String> able = new ArrayList<>();
    add(able, "tools", facts.tools());
    add(able, "vision", facts.vision());
    add(able, "pdf", facts.pdf());
    add(able, "reasoning", facts.reasoning());
    add(able, "response_schema", facts.responseSchema());
    return able;
  }

  private static void add(List<String> able, String capability, Boolean has) {
    if (Boolean.TRUE.equals(has)) {
      able.add(capability);
    }
  }
}
