package app.orqen.dashboard.requests;

import app.orqen.dashboard.api.Call;
import app.orqen.dashboard.api.GatewayApi;
import app.orqen.dashboard.page.DashboardPage;
import app.orqen.dashboard.page.Form;
import app.orqen.dashboard.page.Fragments;
import app.orqen.dashboard.page.KeyNames;
import app.orqen.dashboard.session.Session;
import app.orqen.provider.ProviderRegistry;
import app.orqen.reply.GatewayException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.util.UriComponentsBuilder;

/** The account's requests as they come, and one of them explained. */
@DashboardPage
class RequestsPage {

  private static final String REQUESTS = "/ui/requests";
  private static final List<String> FILTERS = List.of("key_id", "provider", "status", "errors");

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

  /** The list asks for itself again while it shows the newest. */
  @GetMapping(REQUESTS)
  String list(HttpServletRequest request, HttpServletResponse response, Model model) {
    Form form = Form.sent(request);
    Map<String, String> names = keyNames.of(request);
    JsonNode page;
    try {
      page = gateway.call(request, Session.of(request).principal(), call(form));
    } catch (GatewayException e) {
      if (e.status() != 400) {
        throw e;
      }
      response.setStatus(422);
      form.refused(e);
      page = JsonNodeFactory.instance.objectNode();
    }
    model.addAttribute("form", form);
    model.addAttribute("requests", page.path("data").valueStream()
        .map(row -> RequestView.of(row, names, clock.instant())).toList());
    model.addAttribute("self", link(form, null));
    model.addAttribute("live", !form.has("after") && form.message() == null);
    String next = page.path("next_cursor").textValue();
    model.addAttribute("older", next == null ? null : link(form, next));
    model.addAttribute("keys", names);
    model.addAttribute("providers", providers.all().values());
    return Fragments.isWanted(request) ? "dashboard/requests :: rows" : "dashboard/requests";
  }

  private static Call call(Form form) {
    Call call = Call.get("usageRequests").with("limit", "50").with("after", form.value("after"));
    FILTERS.forEach(name -> call.with(name, form.value(name)));
    return call;
  }

  private static String link(Form form, String after) {
    UriComponentsBuilder link = UriComponentsBuilder.fromPath(REQUESTS);
    FILTERS.stream().filter(form::has).forEach(name -> link.queryParam(name, form.value(name)));
    return (after == null ? link : link.queryParam("after", after)).encode().toUriString();
  }

  @GetMapping(REQUESTS + "/{id}")
  String one(@PathVariable String id, HttpServletRequest request, Model model) {
    JsonNode row = gateway.call(request, Session.of(request).principal(), Call.get("usageRequest").on("id", id));
    model.addAttribute("one", RequestView.of(row, keyNames.of(request), clock.instant()));
    return "dashboard/request";
  }
}
