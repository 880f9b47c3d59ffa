package app.orqen.dashboard.audit;

import app.orqen.audit.AuditAction;
import app.orqen.dashboard.api.GatewayApi;
import app.orqen.dashboard.page.DashboardPage;
import app.orqen.dashboard.page.FilteredList;
import app.orqen.dashboard.page.Form;
import app.orqen.dashboard.page.KeyNames;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** Shows which changes were made in the account, and by whom. */
@DashboardPage
class AuditPage {

  private static final String AUDIT = "/ui/audit";
  private static final FilteredList LIST = new FilteredList(AUDIT, "/v1/account/audit", List.of("action"));
  /** The actions that an account finds in its own log: a deletion takes the log with it, and the vault belongs to all accounts. */
  private static final List<AuditView.Action> ACTIONS = EnumSet.complementOf(
      EnumSet.of(AuditAction.ACCOUNT_DELETED, AuditAction.VAULT_REENCRYPTED)).stream()
      .map(action -> new AuditView.Action(action.code())).toList();

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
    JsonNode page = LIST.rows(gateway, form, request, response);
    model.addAttribute("form", form);
    model.addAttribute("entries", page.path("data").valueStream().map(entry -> AuditView.of(entry, names, clock.instant())).toList());
    model.addAttribute("actions", ACTIONS);
    model.addAttribute("newest", form.has("after") ? LIST.newest(form) : null);
    model.addAttribute("older", LIST.older(form, page));
    return "dashboard/audit";
  }
}
