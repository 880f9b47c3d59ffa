package app.orqen.dashboard.providers;

import app.orqen.dashboard.api.Call;
import app.orqen.dashboard.api.GatewayApi;
import app.orqen.dashboard.page.When;
import app.orqen.dashboard.providers.ProviderView.State;
import app.orqen.dashboard.session.Session;
import app.orqen.dispatch.call.Breakers;
import app.orqen.provider.Catalogue;
import app.orqen.provider.Provider;
import app.orqen.provider.ProviderRegistry;
import app.orqen.vault.Credential;
import app.orqen.vault.CredentialStore;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.stereotype.Component;

/** Tells the state of each provider for one account. */
@Component
@ConditionalOnProperty("orqen.dashboard.enabled")
class ProviderStates {

  private final GatewayApi gateway;
  private final ProviderRegistry providers;
  private final CredentialStore credentials;
  private final Breakers breakers;
  private final Catalogue catalogue;
  private final Clock clock;

  ProviderStates(GatewayApi gateway, ProviderRegistry providers, CredentialStore credentials, Breakers breakers,
      Catalogue catalogue, Clock clock) {
    this.gateway = gateway;
    this.providers = providers;
    this.credentials = credentials;
    this.breakers = breakers;
    this.catalogue = catalogue;
    this.clock = clock;
  }

  /** Returns all providers, sorted by title. */
  List<ProviderView> of(HttpServletRequest request) {
    return rows(request).map(row -> view(Session.of(request).accountId(), row))
        .sorted(Comparator.comparing(ProviderView::title, String.CASE_INSENSITIVE_ORDER)).toList();
  }

  /** Returns one provider. */
  ProviderView of(HttpServletRequest request, String id) {
    return rows(request).filter(row -> row.path("provider").asText().equals(id)).findFirst()
        .map(row -> view(Session.of(request).accountId(), row)).orElseThrow();
  }

  private Stream<JsonNode> rows(HttpServletRequest request) {
    return gateway.call(request, Session.of(request).principal(), Call.get("/v1/account/providers").with("all", "true"))
        .path("data").valueStream();
  }

  private ProviderView view(String accountId, JsonNode row) {
    String id = row.path("provider").asText();
    Provider provider = providers.find(id);
    return new ProviderView(id, provider == null ? id : provider.title(), state(accountId, id, row),
        row.path("preview").textValue(), When.of(row.path("updated_at"), clock.instant()));
  }

  private State state(String accountId, String id, JsonNode row) {
    boolean stored = row.path("preview").isTextual();
    switch (row.path("status").asText()) {
      case "undecryptable":
        return State.UNDECRYPTABLE;
      case "not_connected":
        return State.NOT_CONNECTED;
      default:
        Credential credential = stored ? credentials.find(accountId, id).orElse(Credential.NONE) : Credential.NONE;
        return breakers.isOpen(id, credential) ? State.PAUSED : stored ? State.CONNECTED : State.NO_KEY_NEEDED;
    }
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
