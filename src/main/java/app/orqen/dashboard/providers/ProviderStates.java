package app.orqen.dashboard.providers;

import app.orqen.dashboard.api.GatewayApi;
import app.orqen.dashboard.api.InnerCall;
import app.orqen.dashboard.page.Form;
import app.orqen.dashboard.page.When;
import app.orqen.dashboard.providers.ProviderView.State;
import app.orqen.dashboard.session.Session;
import app.orqen.dispatch.call.Breakers;
import app.orqen.provider.Catalogue;
import app.orqen.provider.Provider;
import app.orqen.provider.ProviderRegistry;
import app.orqen.vault.Credential;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/** Tells the state of each provider and credential of one account. */
@Component
@ConditionalOnProperty("orqen.dashboard.enabled")
class ProviderStates {

  private final GatewayApi gateway;
  private final ProviderRegistry providers;
  private final Breakers breakers;
  private final Catalogue catalogue;
  private final Clock clock;

  ProviderStates(GatewayApi gateway, ProviderRegistry providers, Breakers breakers, Catalogue catalogue, Clock clock) {
    this.gateway = gateway;
    this.providers = providers;
    this.breakers = breakers;
    this.catalogue = catalogue;
    this.clock = clock;
  }

  /** Returns all stored credentials, and the providers that have none, sorted by title and name. */
  List<ProviderView> of(HttpServletRequest request) {
    List<JsonNode> rows = rows(request).toList();
    return rows.stream().map(row -> view(row, rows))
        .sorted(Comparator.comparing(ProviderView::title, String.CASE_INSENSITIVE_ORDER)
            .thenComparing(view -> view.name() == null ? "" : view.name())).toList();
  }

  /** Returns a provider's credential of this name. When the account hasn't stored it, its state says so. */
  ProviderView of(HttpServletRequest request, String id, String name) {
    List<JsonNode> rows = rows(request).filter(row -> row.path("provider").asText().equals(id)).toList();
    JsonNode found = rows.stream().filter(row -> name.equals(row.path("name").asText())).findFirst()
        .orElseGet(() -> missing(id, rows));
    return view(found, rows);
  }

  /** Returns the row to show for a credential that isn't stored. */
  private JsonNode missing(String id, List<JsonNode> rows) {
    return rows.stream().filter(row -> row.path("name").isNull()).findFirst()
        .orElseGet(() -> Form.json().put("provider", id).put("status", "not_connected"));
  }

  private Stream<JsonNode> rows(HttpServletRequest request) {
    return gateway.rows(request, Session.of(request).principal(),
        () -> InnerCall.get("/v1/account/providers").with("all", "true"), Integer.MAX_VALUE).stream();
  }

  private ProviderView view(JsonNode row, List<JsonNode> all) {
    String id = row.path("provider").asText();
    Provider provider = providers.find(id);
    boolean others = all.stream().filter(other -> other.path("provider").asText().equals(id) && other.path("name").isTextual())
        .count() > 1;
    return new ProviderView(id, provider == null ? id : provider.title(), row.path("name").textValue(), row.path("weight").asInt(1),
        others, state(id, row), row.path("state_at").isTextual() ? When.of(row.path("state_at"), clock.instant()) : null,
        row.path("preview").textValue(), When.of(row.path("updated_at"), clock.instant()));
  }

  private State state(String id, JsonNode row) {
    return switch (row.path("status").asText()) {
      case "undecryptable" -> State.UNDECRYPTABLE;
      case "not_connected" -> State.NOT_CONNECTED;
      default -> row.path("state").isTextual() ? State.valueOf(row.path("state").asText().toUpperCase(Locale.ROOT))
          : breakers.isOpen(id, Credential.NONE) ? State.BROKEN : State.NO_KEY_NEEDED;
    };
  }

  /** Returns the model to try a provider with, or an empty text when none of its models is known by name. */
  String cheapestModel(String provider) {
    return catalogue.models().stream()
        // A model that can't chat has no limit of its output.
        .filter(model -> model.provider().equals(provider) && model.maxOutputTokens() > 0)
        .min(Comparator.comparing(model -> model.inputPrice() == null ? Double.MAX_VALUE : model.inputPrice()))
        .map(Catalogue.Model::id).orElse(provider.equals("echo") ? "hello" : "");
  }
}
