package app.orqen.dashboard.routing;

import app.orqen.dashboard.api.GatewayApi;
import app.orqen.dashboard.api.InnerCall;
import app.orqen.dashboard.page.DashboardPage;
import app.orqen.dashboard.page.Done;
import app.orqen.dashboard.page.Form;
import app.orqen.dashboard.page.Fragments;
import app.orqen.dashboard.session.Session;
import app.orqen.reply.GatewayException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/** What {@code orqen/*} chooses from, what was observed of it, what the account wants of it, and what it decided lately. */
@DashboardPage
class RoutingPage {

  private static final String ROUTING = "/ui/routing";
  private static final String VIEW = "dashboard/routing";
  private static final String PREFERENCES = "/v1/account/routing/preferences";
  private static final int MOST_MODELS = 1_000;
  private static final String SHOWN = "20";

  private final GatewayApi gateway;
  private final Clock clock;

  RoutingPage(GatewayApi gateway, Clock clock) {
    this.gateway = gateway;
    this.clock = clock;
  }

  /** Shows the models, those with the most requests first, and the latest decisions. */
  @GetMapping(ROUTING)
  String show(HttpServletRequest request, Model model) {
    JsonNode preferences = call(request, InnerCall.get(PREFERENCES));
    Form form = new Form().put("mode", preferences.path("mode").asText())
        .put("max_cost_usd", preferences.path("max_cost_usd").isNumber() ? preferences.path("max_cost_usd").decimalValue().toPlainString() : "")
        .put("allowed_providers", preferences.path("allowed_providers").valueStream().map(JsonNode::asText).collect(Collectors.joining("\n")));
    return show(form, request, model);
  }

  private String show(Form form, HttpServletRequest request, Model model) {
    List<ModelView> models = gateway.rows(request, Session.of(request).principal(), () -> InnerCall.get("/v1/account/routing/models/status"),
            MOST_MODELS).stream().map(ModelView::of)
        .sorted(Comparator.comparingLong(ModelView::requests).reversed().thenComparing(ModelView::id)).toList();
    model.addAttribute("form", form);
    model.addAttribute("models", models);
    model.addAttribute("decisions", call(request, InnerCall.get("/v1/account/routing/traces").with("limit", SHOWN)).path("data").valueStream()
        .map(trace -> DecisionView.of(trace, clock.instant())).toList());
    return VIEW;
  }

  private JsonNode call(HttpServletRequest request, InnerCall call) {
    return gateway.call(request, Session.of(request).principal(), call);
  }

  /** Stores what the account wants. */
  @PostMapping(ROUTING)
  String store(HttpServletRequest request, HttpServletResponse response, Model model) {
    Form form = Form.sent(request);
    ObjectNode body = Form.json().put("mode", form.value("mode"));
    cost(body, form.value("max_cost_usd"));
    if (form.has("allowed_providers")) {
      ArrayNode providers = body.putArray("allowed_providers");
      form.value("allowed_providers").lines().map(String::strip).filter(line -> !line.isEmpty()).forEach(providers::add);
    } else {
      body.putNull("allowed_providers");
    }
    try {
      call(request, InnerCall.put(PREFERENCES, body));
    } catch (GatewayException e) {
      if (e.status() != 400) {
        throw e;
      }
      response.setStatus(422);
      return show(form.refused(e), request, model);
    }
    return Fragments.done(request, response, ROUTING, Done.ROUTING_SAVED);
  }

  /** Adds an amount. Text that isn't one is added as it is, so that the gateway says what it must be. */
  private static void cost(ObjectNode body, String value) {
    if (value.isEmpty()) {
      body.putNull("max_cost_usd");
    } else if (value.matches("[0-9]{1,7}(\\.[0-9]{1,12})?")) {
      body.put("max_cost_usd", new BigDecimal(value));
    } else {
      body.put("max_cost_usd", value);
    }
  }

  /** Switches a model on or off. */
  @PostMapping(ROUTING + "/models")
  String toggle(HttpServletRequest request, HttpServletResponse response) {
    Form form = Form.sent(request);
    call(request, InnerCall.post("/v1/account/routing/models/toggle", Form.json().put("provider", form.value("provider"))
        .put("model_id", form.value("model_id")).put("is_enabled", form.value("is_enabled").equals("true"))));
    return Fragments.done(request, response, ROUTING, Done.ROUTING_SAVED);
  }
}
