package app.orqen.dashboard.models;

import app.orqen.dashboard.api.GatewayApi;
import app.orqen.dashboard.api.InnerCall;
import app.orqen.dashboard.page.DashboardPage;
import app.orqen.dashboard.page.Form;
import app.orqen.dashboard.session.Session;
import app.orqen.provider.Provider;
import app.orqen.provider.ProviderRegistry;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Comparator;
import java.util.List;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** Shows the known models with their prices and limits, and which of them the account may use. */
@DashboardPage
class ModelsPage {

  private static final int MOST = 500;

  private final GatewayApi gateway;
  private final ProviderRegistry providers;

  ModelsPage(GatewayApi gateway, ProviderRegistry providers) {
    this.gateway = gateway;
    this.providers = providers;
  }

  @GetMapping("/ui/models")
  String list(HttpServletRequest request, Model model) {
    Form form = Form.sent(request);
    List<ModelView> models = gateway.rows(request, Session.of(request).principal(), () -> InnerCall.get("/v1/account/models")
        .with("provider", form.value("provider")).with("all", form.has("all") ? "true" : ""), MOST).stream().map(ModelView::of).toList();
    model.addAttribute("form", form);
    model.addAttribute("models", models.subList(0, Math.min(MOST, models.size())));
    model.addAttribute("cut", models.size() >= MOST ? MOST : null);
    model.addAttribute("providers", providers.all().values().stream().filter(Provider::isListed)
        .sorted(Comparator.comparing(Provider::title, String.CASE_INSENSITIVE_ORDER)).toList());
    return "dashboard/models";
  }
}
