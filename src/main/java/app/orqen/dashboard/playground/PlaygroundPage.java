package app.orqen.dashboard.playground;

import app.orqen.dashboard.api.GatewayApi;
import app.orqen.dashboard.api.InnerCall;
import app.orqen.dashboard.page.Amount;
import app.orqen.dashboard.page.DashboardPage;
import app.orqen.dashboard.session.Session;
import app.orqen.key.Principal;
import app.orqen.reply.GatewayException;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.ResponseEntity;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;

/** Shows a form for asking a model. The answer comes by the route {@code playground-chat}. */
@DashboardPage
class PlaygroundPage {

  private final GatewayApi gateway;

  PlaygroundPage(GatewayApi gateway) {
    this.gateway = gateway;
  }

  @GetMapping("/ui/playground")
  String page(@RequestParam(defaultValue = "echo/hello") String model, HttpServletRequest request, Model view) {
    Principal caller = Session.of(request).principal();
    JsonNode models = gateway.call(request, caller, InnerCall.get("showModels").at("/v1/models"));
    view.addAttribute("model", model);
    view.addAttribute("models", models.path("data").valueStream()
        .map(one -> one.path("id").asText()).toList());
    Map<String, String> keys = new LinkedHashMap<>();
    gateway.call(request, caller, InnerCall.get("/v1/account/keys").with("limit", "100")).path("data").forEach(key -> {
      if (key.path("active").asBoolean()) {
        keys.put(key.path("id").asText(), key.path("name").asText() + " · " + key.path("rate_limit_rpm").asInt()
            + " a minute · " + (key.path("k_target_override").isNull() ? "tools by fit"
                : key.path("k_target_override").asInt() + " tools"));
      }
    });
    view.addAttribute("keys", keys);
    view.addAttribute("own", caller.keyId());
    return "dashboard/playground";
  }

  /** Answers what a request cost, in words, or 204 as long as it isn't written down. */
  @GetMapping("/ui/playground/requests/{id}")
  ResponseEntity<Map<String, String>> cost(@PathVariable String id, HttpServletRequest request) {
    try {
      JsonNode row = gateway.call(request, Session.of(request).principal(), InnerCall.get("/v1/account/requests/{id}").on("id", id));
      JsonNode cost = row.path("cost_usd");
      return ResponseEntity.ok(Map.of("cost", cost.isNumber() ? Amount.usd(cost) : "no price"));
    } catch (GatewayException e) {
      if (e.status() != 404) {
        throw e;
      }
      return ResponseEntity.noContent().build();
    }
  }
}
