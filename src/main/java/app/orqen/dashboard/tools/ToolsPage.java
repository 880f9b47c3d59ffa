package app.orqen.dashboard.tools;

import app.orqen.dashboard.api.Call;
import app.orqen.dashboard.api.GatewayApi;
import app.orqen.dashboard.page.Amount;
import app.orqen.dashboard.page.DashboardPage;
import app.orqen.dashboard.page.When;
import app.orqen.dashboard.session.Session;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** How the account's tools do: how often models get and call them, what their descriptions lack, what pruning missed. */
@DashboardPage
class ToolsPage {

  private static final String TOOLS = "/ui/tools";
  private static final int MOST_TOOLS = 2_000;
  private static final String SHOWN = "20";
  private static final String DAYS = "31";

  /** A tool that a model wanted and that pruning had left out. */
  record Alert(String tool, String request, When at, String source) {}

  /**
   * A day on which pruning saved something, or models called tools that it had ranked.
   *
   * @param recall the share of called tools that were there from the start, in words
   */
  record Day(String date, String recall, long tokensSaved, String moneySaved) {}

  private final GatewayApi gateway;
  private final Clock clock;

  ToolsPage(GatewayApi gateway, Clock clock) {
    this.gateway = gateway;
    this.clock = clock;
  }

  /** Lists the tools. Those whose descriptions lack most come first, and of these the ones that are sent most. */
  @GetMapping(TOOLS)
  String list(HttpServletRequest request, Model model) {
    List<ToolView> tools = gateway.rows(request, Session.of(request).principal(), () -> Call.get("/v1/account/tools/health"),
            MOST_TOOLS).stream().map(ToolView::of)
        .sorted(Comparator.comparingInt(ToolView::score).thenComparing(ToolView::seen, Comparator.reverseOrder())).toList();
    model.addAttribute("tools", tools);
    model.addAttribute("called", tools.stream().mapToLong(ToolView::called).sum());
    model.addAttribute("wanted", tools.stream().mapToLong(tool -> tool.recovered() + tool.missed()).sum());
    model.addAttribute("flagged", tools.stream().filter(tool -> !tool.issues().isEmpty()).count());
    model.addAttribute("pairs", rows(request, "/v1/account/tools/suggestions").valueStream()
        .map(pair -> pair.path("suggestion").asText()).toList());
    model.addAttribute("days", gateway.call(request, Session.of(request).principal(),
            Call.get("/v1/account/usage/daily").with("limit", DAYS)).path("data").valueStream()
        .filter(day -> day.path("recall").isNumber() || day.path("tokens_saved").asLong() > 0).map(ToolsPage::day)
        .sorted(Comparator.comparing(Day::date).reversed()).toList());
    model.addAttribute("alerts", rows(request, "/v1/account/tools/recall-alerts").valueStream().map(this::alert).toList());
    return "dashboard/tools";
  }

  private JsonNode rows(HttpServletRequest request, String path) {
    return gateway.call(request, Session.of(request).principal(), Call.get(path).with("limit", SHOWN)).path("data");
  }

  private static Day day(JsonNode day) {
    JsonNode recall = day.path("recall");
    return new Day(day.path("date").asText(), recall.isNumber() ? Math.round(recall.asDouble() * 100) + " %" : "–", day.path("tokens_saved").asLong(),
        Amount.usd(day.path("saved_usd")));
  }

  private Alert alert(JsonNode alert) {
    return new Alert(alert.path("tool").asText(), alert.path("request_id").asText(),
        When.of(alert.path("created_at"), clock.instant()), alert.path("source").asText());
  }
}
