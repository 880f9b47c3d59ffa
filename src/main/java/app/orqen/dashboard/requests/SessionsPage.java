package app.orqen.dashboard.requests;

import app.orqen.dashboard.api.GatewayApi;
import app.orqen.dashboard.api.InnerCall;
import app.orqen.dashboard.page.DashboardPage;
import app.orqen.dashboard.page.FilteredList;
import app.orqen.dashboard.page.Form;
import app.orqen.dashboard.page.KeyNames;
import app.orqen.dashboard.session.Session;
import app.orqen.endpoint.Query;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/** Shows the sessions of the account's agents, and the turns of one in order. */
@DashboardPage
class SessionsPage {

  private static final String SESSIONS = "/ui/sessions";
  private static final FilteredList LIST = new FilteredList(SESSIONS, "/v1/account/sessions", List.of());

  private final GatewayApi gateway;
  private final KeyNames keyNames;
  private final Clock clock;

  SessionsPage(GatewayApi gateway, KeyNames keyNames, Clock clock) {
    this.gateway = gateway;
    this.keyNames = keyNames;
    this.clock = clock;
  }

  @GetMapping(SESSIONS)
  String list(HttpServletRequest request, HttpServletResponse response, Model model) {
    Form form = Form.sent(request);
    JsonNode page = LIST.rows(gateway, form, request, response);
    model.addAttribute("form", form);
    model.addAttribute("sessions", page.path("data").valueStream().map(session -> SessionView.of(session, clock.instant())).toList());
    model.addAttribute("newest", form.has("after") ? SESSIONS : null);
    model.addAttribute("older", LIST.older(form, page));
    return "dashboard/sessions";
  }

  /** Shows the newest hundred turns of a session, or those before a given one, the oldest first. */
  @GetMapping(SESSIONS + "/turns")
  String turns(@RequestParam String id, @RequestParam(defaultValue = "") String after, HttpServletRequest request, Model model) {
    JsonNode page = gateway.call(request, Session.of(request).principal(), InnerCall.get("/v1/account/sessions/{id}/requests").on("id", id)
        .with("limit", Integer.toString(Query.MOST)).with("after", after));
    Map<String, String> names = keyNames.of(request);
    List<RequestView> turns = new ArrayList<>(page.path("data").valueStream()
        .map(row -> RequestView.of(row, names, clock.instant())).toList());
    Collections.reverse(turns);
    model.addAttribute("id", id);
    model.addAttribute("turns", turns);
    model.addAttribute("sum", SessionView.ofTurns(id, turns));
    model.addAttribute("earlier", page.path("next_cursor").textValue());
    model.addAttribute("later", !after.isEmpty());
    return "dashboard/session";
  }
}
