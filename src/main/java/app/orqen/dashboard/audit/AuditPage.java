package app.orqen.dashboard.audit;

import app.orqen.dashboard.api.Call;
import app.orqen.dashboard.api.GatewayApi;
import app.orqen.dashboard.page.DashboardPage;
import app.orqen.dashboard.page.Form;
import app.orqen.dashboard.page.KeyNames;
import app.orqen.dashboard.session.Session;
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
import org.springframework.web.util.UriComponentsBuilder;

/** Who changed what in the account. */
@DashboardPage
class AuditPage {

  private static final String AUDIT = "/ui/audit";
  /** What can happen to an account that is still there. */
  private static final List<String> ACTIONS = List.of("key.created", "key.changed", "key.toollist_changed", "key.revoked",
      "provider.stored", "provider.removed", "account.created", "account.changed");

  private final GatewayApi gateway;
  private final KeyNames keyNames;
  private final Clock clock;

  AuditPage(GatewayApi gateway, KeyNames keyNames, Clock clock) {
    this.gateway = gateway;
    this.keyNames = keyNames;
    this.clock = clock;
  }

  @GetMapping(AUDIT)
  String list(HttpServletRequest request, HttpServletResponse response, Model model) {
    Form form = Form.sent(request);
    Map<String, String> names = keyNames.of(request);
    JsonNode page;
    try {
      page = gateway.call(request, Session.of(request).principal(), Call.get("accountAudit").with("limit", "50")
          .with("after", form.value("after")).with("action", form.value("action")));
    } catch (GatewayException e) {
      if (e.status() != 400) {
        throw e;
      }
      response.setStatus(422);
      form.refused(e);
      page = JsonNodeFactory.instance.objectNode();
    }
    model.addAttribute("form", form);
    model.addAttribute("entries", page.path("data").valueStream().map(entry -> AuditView.of(entry, names, clock.instant())).toList());
    model.addAttribute("actions", ACTIONS.stream().map(AuditView.Action::new).toList());
    model.addAttribute("newest", form.has("after") ? link(form, null) : null);
    String next = page.path("next_cursor").textValue();
    model.addAttribute("older", next == null ? null : link(form, next));
    return "dashboard/audit";
  }

  private static String link(Form form, String after) {
    UriComponentsBuilder link = UriComponentsBuilder.fromPath(AUDIT);
    if (form.has("action")) {
      link.queryParam("action", form.value("action"));
    }
    return (after == null ? link : link.queryParam("after", after)).encode().toUriString();
  }
}
