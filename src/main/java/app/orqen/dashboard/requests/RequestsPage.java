package app.orqen.dashboard.requests;

import app.orqen.dashboard.api.Call;
import app.orqen.dashboard.api.GatewayApi;
import app.orqen.dashboard.page.DashboardPage;
import app.orqen.dashboard.page.FilteredList;
import app.orqen.dashboard.page.Form;
import app.orqen.dashboard.page.Fragments;
import app.orqen.dashboard.page.KeyNames;
import app.orqen.dashboard.session.Session;
import app.orqen.provider.ProviderRegistry;
import app.orqen.translate.front.WireRegistry;
import app.orqen.translate.wire.Operation;
import app.orqen.translate.wire.Surface;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** Shows the account's requests as they come, and explains a single one. */
@DashboardPage
class RequestsPage {

  private static final String REQUESTS = "/ui/requests";
  private static final FilteredList LIST =
      new FilteredList(REQUESTS, "/v1/account/requests", List.of("key_id", "provider", "surface", "operation", "status",
          "errors"));

  private final GatewayApi gateway;
  private final KeyNames keyNames;
  private final ProviderRegistry providers;
  private final Clock clock;

  RequestsPage(GatewayApi gateway, KeyNames keyNames, ProviderRegistry providers, Clock clock) {
    this.gateway = gateway;
    this.keyNames = keyNames;
    this.providers = providers;
    this.clock = clock;
  }

  /** Shows the list. The list reloads itself while it shows the newest requests. */
  @GetMapping(REQUESTS)
  String list(HttpServletRequest request, HttpServletResponse response, Model model) {
    Form form = Form.sent(request);
    Map<String, String> names = keyNames.of(request);
    JsonNode page = LIST.rows(gateway, form, request, response);
    model.addAttribute("form", form);
    model.addAttribute("requests", page.path("data").valueStream()
        .map(row -> RequestView.of(row, names, clock.instant())).toList());
    model.addAttribute("self", LIST.newest(form));
    model.addAttribute("live", !form.has("after") && form.message() == null);
    model.addAttribute("older", LIST.older(form, page));
    model.addAttribute("keys", names);
    model.addAttribute("providers", providers.all().values());
    model.addAttribute("surfaces", WireRegistry.surfaces().stream().map(Surface::label).toList());
    model.addAttribute("operations", Stream.of(Operation.values()).map(Operation::label).toList());
    return Fragments.isWanted(request) ? "dashboard/requests :: rows" : "dashboard/requests";
  }

  @GetMapping(REQUESTS + "/{id}")
  String one(@PathVariable String id, HttpServletRequest request, Model model) {
    JsonNode row = gateway.call(request, Session.of(request).principal(), Call.get("/v1/account/requests/{id}").on("id", id));
    model.addAttribute("one", RequestView.of(row, keyNames.of(request), clock.instant()));
    return "dashboard/request";
  }
}
