package app.orqen.dashboard.tools;

import app.orqen.dashboard.api.GatewayApi;
import app.orqen.dashboard.api.InnerCall;
import app.orqen.dashboard.page.Amount;
import app.orqen.dashboard.page.DashboardPage;
import app.orqen.dashboard.page.Done;
import app.orqen.dashboard.page.Form;
import app.orqen.dashboard.page.Fragments;
import app.orqen.dashboard.page.When;
import app.orqen.dashboard.session.Session;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;

/** How the account's tools do: how often models get and call them, what their descriptions lack, what pruning missed. */
@DashboardPage
class ToolsPage {

  private static final String TOOLS = "/ui/tools";
  private static final String ACCOUNT = "/v1/account/me";
  private static final int MOST_TOOLS = 2_000;
  private static final String SHOWN = "20";
  private static final int DAYS = 30;

  /** A tool that a model wanted and that pruning had left out. */
  record Alert(String tool, String request, When at, String source) {}

  /**
   * A day, with what pruning did.
   *
   * @param recallPercent the share of called tools that were there from the start; null when no model called a tool that pruning had
   *     ranked
   * @param moneySaved US dollars that pruning and the providers' caches saved together
   */
  record Day(String date, Double recallPercent, long tokensSaved, JsonNode moneySaved) {

    static Day none(LocalDate date) {
      return new Day(date.toString(), null, 0, IntNode.valueOf(0));
    }

    static Day of(JsonNode day) {
      JsonNode recall = day.path("recall");
      return new Day(day.path("date").asText(), recall.isNumber() ? Math.round(recall.asDouble() * 1000) / 10.0 : null,
          day.path("tokens_saved").asLong(), day.path("saved_usd"));
    }

    boolean isEmpty() {
      return recallPercent == null && tokensSaved == 0;
    }

    public String recallWords() {
      return recallPercent == null ? "–" : BigDecimal.valueOf(recallPercent).stripTrailingZeros().toPlainString() + " %";
    }

    public String moneyWords() {
      return Amount.usd(moneySaved);
    }
  }

  private final GatewayApi gateway;
  private final Clock clock;

  ToolsPage(GatewayApi gateway, Clock clock) {
    this.gateway = gateway;
    this.clock = clock;
  }

  /** Lists the tools. Those whose descriptions lack most come first, and of these the ones that are sent most. */
  @GetMapping(TOOLS)
  String list(HttpServletRequest request, Model model) {
    List<ToolView> tools = gateway.rows(request, Session.of(request).principal(), () -> InnerCall.get("/v1/account/tools/health"),
            MOST_TOOLS).stream().map(ToolView::of)
        .sorted(Comparator.comparingInt(ToolView::score).thenComparing(ToolView::seen, Comparator.reverseOrder())).toList();
    model.addAttribute("tools", tools);
    model.addAttribute("called", tools.stream().mapToLong(ToolView::called).sum());
    model.addAttribute("wanted", tools.stream().mapToLong(tool -> tool.recovered() + tool.missed()).sum());
    model.addAttribute("flagged", tools.stream().filter(tool -> !tool.issues().isEmpty()).count());
    model.addAttribute("pairs", rows(request, "/v1/account/tools/suggestions").valueStream()
        .map(pair -> pair.path("suggestion").asText()).toList());
    model.addAttribute("days", days(request));
    model.addAttribute("alerts", rows(request, "/v1/account/tools/recall-alerts").valueStream().map(this::alert).toList());
    model.addAttribute("keepsTexts", gateway.call(request, Session.of(request).principal(), InnerCall.get(ACCOUNT))
        .path("keep_tool_texts").asBoolean());
    return "dashboard/tools";
  }

  /** Switches on or off that descriptions are kept. */
  @PostMapping(TOOLS)
  String keepTexts(HttpServletRequest request, HttpServletResponse response) {
    boolean keep = Form.sent(request).value("keep_tool_texts").equals("true");
    gateway.call(request, Session.of(request).principal(), InnerCall.patch(ACCOUNT, Form.json().put("keep_tool_texts", keep)));
    return Fragments.done(request, response, TOOLS, keep ? Done.TOOL_TEXTS_KEPT : Done.TOOL_TEXTS_DELETED);
  }

  private JsonNode rows(HttpServletRequest request, String path) {
    return gateway.call(request, Session.of(request).principal(), InnerCall.get(path).with("limit", SHOWN)).path("data");
  }

  /** Returns the last days from the first one on which pruning did something, the newest first; none when it did nothing. */
  private List<Day> days(HttpServletRequest request) {
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    LocalDate first = today.minusDays(DAYS - 1);
    Map<String, Day> used = new HashMap<>();
    gateway.call(request, Session.of(request).principal(), InnerCall.get("/v1/account/usage/daily").with("from", first.toString())
        .with("to", today.toString()).with("limit", Integer.toString(DAYS))).path("data")
        .forEach(day -> used.put(day.path("date").asText(), Day.of(day)));
    List<Day> days = new ArrayList<>();
    for (LocalDate date = first; !date.isAfter(today); date = date.plusDays(1)) {
      Day day = used.getOrDefault(date.toString(), Day.none(date));
      if (!days.isEmpty() || !day.isEmpty()) {
        days.add(0, day);
      }
    }
    return days;
  }

  private Alert alert(JsonNode alert) {
    return new Alert(alert.path("tool").asText(), alert.path("request_id").asText(),
        When.of(alert.path("created_at"), clock.instant()), alert.path("source").asText());
  }
}
