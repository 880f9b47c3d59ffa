package app.orqen.dashboard.requests;

import app.orqen.dashboard.api.GatewayApi;
import app.orqen.dashboard.api.InnerCall;
import app.orqen.dashboard.page.Amount;
import app.orqen.dashboard.page.DashboardPage;
import app.orqen.dashboard.page.FilteredList;
import app.orqen.dashboard.page.Form;
import app.orqen.dashboard.page.Fragments;
import app.orqen.dashboard.page.KeyNames;
import app.orqen.dashboard.session.Session;
import app.orqen.provider.ProviderRegistry;
import app.orqen.reply.GatewayException;
import app.orqen.translate.front.WireRegistry;
import app.orqen.translate.wire.Operation;
import app.orqen.translate.wire.Surface;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.util.UriComponentsBuilder;

/** Shows the account's requests as they come, and explains a single one. */
@DashboardPage
class RequestsPage {

  private static final String REQUESTS = "/ui/requests";
  private static final int MOST_MODELS = 200;
  private static final FilteredList LIST =
      new FilteredList(REQUESTS, "/v1/account/requests", List.of("key_id", "provider", "model", "status", "from", "to",
          "session_id", "tag", "error_code", "surface", "operation", "errors"));

  private final GatewayApi gateway;
  private final KeyNames keyNames;
  private final ProviderRegistry providers;
  private final Clock clock;
  private final Duration keep;

  RequestsPage(GatewayApi gateway, KeyNames keyNames, ProviderRegistry providers, Clock clock,
      @Value("${orqen.usage.keep}") Duration keep) {
    this.gateway = gateway;
    this.keyNames = keyNames;
    this.providers = providers;
    this.clock = clock;
    this.keep = keep;
  }

  /** Shows the list. The list reloads itself while it shows the newest requests. */
  @GetMapping(REQUESTS)
  String list(HttpServletRequest request, HttpServletResponse response, Model model) {
    Form form = Form.sent(request);
    if (form.has("id")) {
      return "redirect:" + UriComponentsBuilder.fromPath(REQUESTS).pathSegment(form.value("id")).encode().toUriString();
    }
    Map<String, String> names = keyNames.of(request);
    JsonNode page = LIST.rows(gateway, form, request, response);
    model.addAttribute("form", form);
    model.addAttribute("requests", page.path("data").valueStream()
        .map(row -> RequestView.of(row, names, clock.instant())).toList());
    model.addAttribute("self", LIST.newest(form));
    model.addAttribute("live", !form.has("after") && form.message() == null);
    model.addAttribute("older", LIST.older(form, page));
    if (Fragments.isWanted(request)) {
      return "dashboard/requests :: rows";
    }
    model.addAttribute("more", form.touches("session_id", "tag", "error_code", "surface", "operation"));
    model.addAttribute("filtered", LIST.filters().stream().anyMatch(form::has));
    model.addAttribute("models", models(request));
    model.addAttribute("keys", names);
    model.addAttribute("providers", providers.all().values());
    model.addAttribute("surfaces", WireRegistry.surfaces().stream().map(Surface::label).toList());
    model.addAttribute("operations", Stream.of(Operation.values()).map(Operation::label).toList());
    return "dashboard/requests";
  }

  /** Returns the models that were used lately, by name. Of the lists that have them this one is read fastest: it has no percentiles. */
  private List<String> models(HttpServletRequest request) {
    return gateway.call(request, Session.of(request).principal(), InnerCall.get("/v1/account/usage/analytics/savings")).path("data")
        .valueStream().map(one -> one.path("provider").asText() + '/' + one.path("model").asText()).sorted().limit(MOST_MODELS).toList();
  }

  @GetMapping(REQUESTS + "/{id}")
  String one(@PathVariable String id, HttpServletRequest request, HttpServletResponse response, Model model) {
    JsonNode row;
    try {
      row = gateway.call(request, Session.of(request).principal(), InnerCall.get("/v1/account/requests/{id}").on("id", id));
    } catch (GatewayException e) {
      if (e.status() != 404) {
        throw e;
      }
      response.setStatus(404);
      model.addAttribute("id", id);
      model.addAttribute("kept", Amount.days(keep));
      return "dashboard/request-missing";
    }
    model.addAttribute("one", RequestView.of(row, keyNames.of(request), clock.instant()));
    return "dashboard/request";
  }
}
