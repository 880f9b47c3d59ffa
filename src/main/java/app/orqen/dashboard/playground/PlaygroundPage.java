package app.orqen.dashboard.playground;

import app.orqen.dashboard.api.Call;
import app.orqen.dashboard.api.GatewayApi;
import app.orqen.dashboard.page.DashboardPage;
import app.orqen.dashboard.session.Session;
import app.orqen.key.Principal;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** Shows a form for asking a model. The answer comes by the route {@code playground-chat}. */
@DashboardPage
class PlaygroundPage {

  private final GatewayApi gateway;

  PlaygroundPage(GatewayApi gateway) {
    this.gateway = gateway;
  }

  @GetMapping("/ui/playground")
  String page(HttpServletRequest request, Model model) {
    Principal caller = Session.of(request).principal();
    JsonNode models = gateway.call(request, caller, Call.get("showModels").at("/v1/models"));
    model.addAttribute("models", models.path("data").valueStream()
        .map(one -> one.path("id").asText()).toList());
    Map<String, String> keys = new LinkedHashMap<>();
    gateway.call(request, caller, Call.get("/v1/account/keys").with("limit", "100")).path("data").forEach(key -> {
      if (key.path("active").asBoolean()) {
        keys.put(key.path("id").asText(), key.path("name").asText() + " · " + key.path("rate_limit_rpm").asInt()
            + " a minute · " + (key.path("k_target_override").isNull() ? "tools by fit"
                : key.path("k_target_override").asInt() + " tools"));
      }
    });
    model.addAttribute("keys", keys);
    model.addAttribute("own", caller.keyId());
    return "dashboard/playground";
  }
}
