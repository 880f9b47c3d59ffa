package app.orqen.dashboard.usage;

import app.orqen.dashboard.api.GatewayApi;
import app.orqen.dashboard.api.InnerCall;
import app.orqen.dashboard.page.Amount;
import app.orqen.dashboard.page.DashboardPage;
import app.orqen.dashboard.page.Form;
import app.orqen.dashboard.page.KeyNames;
import app.orqen.dashboard.requests.RequestView;
import app.orqen.dashboard.session.Session;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;

/** Shows what the account's keys have used, at a glance and in full. */
@DashboardPage
class UsagePages {

  private static final int GLANCE_DAYS = 7;
  private static final int GLANCE_GROUPS = 5;
  private static final int USUAL_DAYS = 30;
  private static final int MOST_DAYS = 400;
  private static final int MOST_GROUPS = 100;

  private final GatewayApi gateway;
  private final KeyNames keyNames;
  private final Clock clock;

  UsagePages(GatewayApi gateway, KeyNames keyNames, Clock clock) {
    this.gateway = gateway;
    this.keyNames = keyNames;
    this.clock = clock;
  }

  private JsonNode call(HttpServletRequest request, InnerCall call) {
    return gateway.call(request, Session.of(request).principal(), call);
  }

  private LocalDate today() {
    return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
  }

  @GetMapping("/")
  String overview(HttpServletRequest request, Model model) {
    LocalDate today = today();
    boolean used = period(request, model, today.minusDays(GLANCE_DAYS - 1).toString(), today.toString()).requests() > 0;
    JsonNode errors = call(request, InnerCall.get("/v1/account/requests").with("errors", "true").with("limit", "5"));
    Map<String, String> names = keyNames.of(request);
    model.addAttribute("recent", stream(errors).map(row -> RequestView.of(row, names, clock.instant())).toList());
    model.addAttribute("hasProvider", !call(request, InnerCall.get("/v1/account/providers").with("limit", "1")).path("data").isEmpty());
    model.addAttribute("hasRequest",
        used || !call(request, InnerCall.get("/v1/account/requests").with("limit", "1")).path("data").isEmpty());
    model.addAttribute("hasKeys", names.size() > 1);
    String from = today.minusDays(GLANCE_DAYS - 1).toString();
    model.addAttribute("models", dearest(request, "by-model", "name", from, today.toString()).stream().limit(GLANCE_GROUPS).toList());
    model.addAttribute("keys", dearest(request, "by-key", "key_id", from, today.toString()).stream().limit(GLANCE_GROUPS)
        .map(key -> key.called(KeyNames.name(names, key.label()))).toList());
    return "dashboard/overview";
  }

  @GetMapping("/ui/usage")
  String usage(HttpServletRequest request, HttpServletResponse response, Model model) {
    Form form = Form.sent(request);
    LocalDate today = today();
    String to = form.has("to") ? form.value("to") : today.toString();
    String from = form.has("from") ? form.value("from") : today.minusDays(USUAL_DAYS - 1).toString();
    try {
      show(request, model, from, to, form.value("keys"));
    } catch (GatewayException e) {
      if (e.status() != 400) {
        throw e;
      }
      response.setStatus(422);
      model.addAttribute("refusal", e.getMessage());
      show(request, model, today.minusDays(USUAL_DAYS - 1).toString(), today.toString(), null);
    }
    model.addAttribute("today", today);
    return "dashboard/usage";
  }

  /** Shows the keys. They are a list of their own, which may begin behind a given place. */
  private void show(HttpServletRequest request, Model model, String from, String to, String afterKey) {
    period(request, model, from, to);
    Map<String, String> names = keyNames.of(request);
    JsonNode keys = call(request, InnerCall.get("/v1/account/usage/by-key").with("from", from).with("to", to)
        .with("limit", "100").with("after", afterKey));
    model.addAttribute("keys", stream(keys).map(key -> Sums.of(KeyNames.name(names, key.path("key_id").asText()), key)).toList());
    model.addAttribute("moreKeys", keys.path("next_cursor").textValue());
    model.addAttribute("laterKeys", afterKey != null && !afterKey.isEmpty());
    model.addAttribute("models", dearest(request, "by-model", "name", from, to));
    model.addAttribute("providers", dearest(request, "by-provider", "provider", from, to));
    model.addAttribute("tags", dearest(request, "by-tag", "tag", from, to));
    model.addAttribute("errors", stream(call(request, InnerCall.get("/v1/account/usage/errors").with("from", from).with("to", to)))
        .map(ErrorKind::of).toList());
  }

  /** Returns the sums of a kind of group, the dearest first, and of those that cost the same the one with most requests. */
  private List<Sums> dearest(HttpServletRequest request, String by, String name, String from, String to) {
    return gateway.rows(request, Session.of(request).principal(),
            () -> InnerCall.get("/v1/account/usage/" + by).with("from", from).with("to", to), MOST_GROUPS).stream()
        .map(one -> Sums.of(one.path(name).asText(), one)).sorted(Comparator.comparing((Sums one) -> one.cost().decimalValue())
            .thenComparing(Sums::requests).reversed()).limit(MOST_GROUPS).toList();
  }

  /** Shows the sums of a period, and of each of its days. Returns those of the period. */
  private Sums period(HttpServletRequest request, Model model, String from, String to) {
    JsonNode summary = call(request, InnerCall.get("/v1/account/usage/summary").with("from", from).with("to", to));
    LocalDate last = LocalDate.parse(to);
    if (LocalDate.parse(from).plusDays(MOST_DAYS).compareTo(last) <= 0) {
      throw GatewayException.badRequest(ErrorCode.INVALID_VALUE, "from", "This page shows at most " + MOST_DAYS
          + " days: choose a later 'from', or an earlier 'to'.");
    }
    Map<String, Sums> byDate = new HashMap<>();
    gateway.rows(request, Session.of(request).principal(),
            () -> InnerCall.get("/v1/account/usage/daily").with("from", from).with("to", to), MOST_DAYS)
        .forEach(day -> byDate.put(day.path("date").asText(), Sums.of(day.path("date").asText(), day)));
    List<Sums> days = new ArrayList<>();
    for (LocalDate day = LocalDate.parse(from); !day.isAfter(last); day = day.plusDays(1)) {
      days.add(byDate.getOrDefault(day.toString(), Sums.none(day.toString())));
    }
    model.addAttribute("days", days);
    Sums sum = Sums.of("all", summary);
    model.addAttribute("sum", sum);
    JsonNode recall = summary.path("shadow_recall");
    model.addAttribute("recall", recall.isNumber() ? Math.round(recall.asDouble() * 1000) / 10.0 + " %" : null);
    model.addAttribute("recallOf", Amount.count(summary.path("shadow_calls").asLong()));
    model.addAttribute("from", from);
    model.addAttribute("to", to);
    return sum;
  }

  private static Stream<JsonNode> stream(JsonNode list) {
    return list.path("data").valueStream();
  }
}
