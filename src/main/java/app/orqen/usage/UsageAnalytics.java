package app.orqen.usage;

import app.orqen.cost.Money;
import app.orqen.endpoint.Answer;
import app.orqen.endpoint.EndpointCall;
import app.orqen.endpoint.Page;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Answers how an account's requests went over the last days: success, latency, and what pruning saved. */
final class UsageAnalytics {

  private static final int USUAL_DAYS = 30;
  private static final int MOST_DAYS = 366;
  private static final int MOST_MODELS = 1000;
  private static final List<String> PERCENTILES = Stream.of("ttft_ms", "duration_ms", "overhead_ms")
      .flatMap(time -> Stream.of("p50_", "p95_", "p99_").map(percentile -> percentile + time)).toList();

  private final Figures figures;
  private final Clock clock;

  UsageAnalytics(Figures figures, Clock clock) {
    this.figures = figures;
    this.clock = clock;
  }

  private List<Map<String, Object>> figures(EndpointCall call, List<String> by, List<String> percentiles) {
    Integer days = call.query().integer("days", 1, MOST_DAYS);
    LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    return figures.of(call.accountId(), new Period(today.minusDays((days == null ? USUAL_DAYS : days) - 1L), today), by, percentiles);
  }

  /** Returns success rate and latency of each day, the oldest day first. Days without a request are left out. */
  Answer daily(EndpointCall call) {
    List<Map<String, Object>> days = figures(call, List.of("epoch_day"), PERCENTILES).stream().map(figure -> {
      Map<String, Object> view = new LinkedHashMap<>();
      view.put("object", "usage.analytics.daily");
      view.put("date", LocalDate.ofEpochDay(((Number) figure.get("epoch_day")).longValue()).toString());
      return latency(view, figure);
    }).sorted(Comparator.comparing(view -> (String) view.get("date"))).toList();
    return Page.of(days, MOST_DAYS, day -> null, day -> day);
  }

  /** Returns the tokens and US dollars that were saved, by provider and model, the most tokens first. */
  Answer savings(EndpointCall call) {
    List<Map<String, Object>> models = figures(call, List.of("provider", "model"), List.of()).stream()
        .filter(figure -> figure.get("provider") != null)
        .sorted(Comparator.comparing((Map<String, Object> figure) -> -(Long) figure.get("tokens_saved"))
            .thenComparing(figure -> (String) figure.get("provider")).thenComparing(figure -> String.valueOf(figure.get("model"))))
        .limit(MOST_MODELS).map(figure -> {
          Map<String, Object> view = new LinkedHashMap<>();
          view.put("object", "usage.analytics.savings");
          for (String name : List.of("provider", "model", "requests", "tokens_saved", "input_tokens")) {
            view.put(name, figure.get(name));
          }
          view.put("cost_usd", Money.shown((BigDecimal) figure.get("cost_usd")));
          view.put("saved_usd", Money.shown((BigDecimal) figure.get("saved_usd")));
          return view;
        }).toList();
    return Page.of(models, MOST_MODELS, model -> null, model -> model);
  }

  /** Returns the latency over the whole period. Each figure is null when no request succeeded. */
  Answer latency(EndpointCall call) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("object", "usage.analytics.latency");
    return Answer.ok(latency(view, figures(call, List.of(), PERCENTILES).get(0)));
  }

  private static Map<String, Object> latency(Map<String, Object> view, Map<String, Object> figure) {
    long requests = (Long) figure.get("requests");
    long errors = (Long) figure.get("errors");
    view.put("requests", requests);
    view.put("errors", errors);
    view.put("success_rate", requests == 0 ? null : (double) (requests - errors) / requests);
    PERCENTILES.forEach(percentile -> view.put(percentile, figure.get(percentile)));
    return view;
  }
}
