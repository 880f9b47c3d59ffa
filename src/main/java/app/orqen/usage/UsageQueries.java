package app.orqen.usage;

import app.orqen.cost.Money;
import app.orqen.endpoint.Answer;
import app.orqen.endpoint.EndpointCall;
import app.orqen.endpoint.Page;
import app.orqen.endpoint.Query;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Answers queries for the sums of an account's usage. */
final class UsageQueries {

  private static final int USUAL_DAYS = 30;
  private static final int MOST_KINDS = 100;
  private static final int HOURS_OF_DAY = 24;
  private static final List<String> SUMS = List.of("requests", "errors", "input_tokens", "output_tokens", "cached_tokens", "tools_in",
      "tools_out", "tokens_saved");
  private static final List<String> PERCENTILES =
      List.of("p50_ttft_ms", "p95_ttft_ms", "p99_ttft_ms", "p50_overhead_ms", "p99_overhead_ms");

  private final Figures figures;
  private final Clock clock;

  UsageQueries(Figures figures, Clock clock) {
    this.figures = figures;
    this.clock = clock;
  }

  private Period period(Query query) {
    LocalDate to = query.date("to");
    LocalDate last = to == null ? LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC) : to;
    LocalDate from = query.date("from");
    Period period = new Period(from == null ? last.minusDays(USUAL_DAYS - 1) : from, last);
    if (period.from().isAfter(last)) {
      throw GatewayException.badRequest(ErrorCode.INVALID_VALUE, "from", "The parameter 'from' must not be after 'to'.");
    }
    return period;
  }

  /** Shows a figure as the API has it, for every kind of group. */
  static Map<String, Object> view(Map<String, Object> figure, String object) {
    Map<String, Object> view = sums(figure, object);
    view.put("median_ttft_ms", figure.get("p50_ttft_ms"));
    view.put("median_overhead_ms", figure.get("p50_overhead_ms"));
    PERCENTILES.forEach(percentile -> view.put(percentile, figure.get(percentile)));
    return view;
  }

  private static Map<String, Object> sums(Map<String, Object> figure, String object) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("object", object);
    SUMS.forEach(sum -> view.put(sum, figure.get(sum)));
    view.put("estimated_tokens_saved", figure.get("tokens_saved"));
    view.put("cost_usd", Money.shown((BigDecimal) figure.get("cost_usd")));
    view.put("unpriced_requests", figure.get("unpriced_requests"));
    view.put("saved_usd", Money.shown((BigDecimal) figure.get("saved_usd")));
    return view;
  }

  Answer summary(EndpointCall call) {
    Period period = period(call.query());
    Map<String, Object> figure = figures.of(call.accountId(), period, List.of(), PERCENTILES).get(0);
    Map<String, Object> view = view(figure, "usage.summary");
    view.put("shadow_recall", recall(figure, "shadow"));
    view.put("shadow_calls", figure.get("shadow_called"));
    view.put("recall", recall(figure, "ranked"));
    view.put("from", period.from().toString());
    view.put("to", period.to().toString());
    return Answer.ok(view);
  }

  /**
   * Returns the share of called tools that pruning forwarded at once, or would have in shadow mode; null when none was called.
   *
   * @param kind {@code ranked} for requests of which pruning left tools out, {@code shadow} for those in shadow mode
   */
  private static Double recall(Map<String, Object> figure, String kind) {
    long called = (Long) figure.get(kind + "_called");
    return called == 0 ? null : Double.valueOf(1 - Math.min(1, (double) (Long) figure.get(kind + "_missed") / called));
  }

  Answer daily(EndpointCall call) {
    return groups(call, List.of("epoch_day"), "date", figure -> {
      Map<String, Object> view = view(figure, "usage.daily");
      view.put("recall", recall(figure, "ranked"));
      view.put("date", LocalDate.ofEpochDay(((Number) figure.get("epoch_day")).longValue()).toString());
      return view;
    });
  }

  Answer byKey(EndpointCall call) {
    return groups(call, List.of("key_id"), "key_id", figure -> {
      Map<String, Object> view = view(figure, "usage.key");
      view.put("key_id", figure.get("key_id"));
      return view;
    });
  }

  /** Returns sums by provider and model. Requests that no provider was found for are left out. */
  Answer byModel(EndpointCall call) {
    return groups(call, List.of("provider", "model"), "name", figure -> {
      Map<String, Object> view = view(figure, "usage.model");
      view.put("provider", figure.get("provider"));
      view.put("model", figure.get("model"));
      view.put("name", figure.get("provider") + "/" + figure.get("model"));
      return view;
    });
  }

  Answer byProvider(EndpointCall call) {
    return groups(call, List.of("provider"), "provider", figure -> {
      Map<String, Object> view = view(figure, "usage.provider");
      view.put("provider", figure.get("provider"));
      return view;
    });
  }

  private interface View {
    Map<String, Object> of(Map<String, Object> figure);
  }

  /** Returns sums of groups. They are few, and sorted here, since databases don't agree on the order of text. */
  private Answer groups(EndpointCall call, List<String> by, String name, View view) {
    int limit = call.query().limit();
    String after = call.query().afterName();
    List<Map<String, Object>> groups = figures.of(call.accountId(), period(call.query()), by, PERCENTILES).stream()
        .filter(figure -> figure.get(by.get(0)) != null).map(view::of)
        .sorted(Comparator.comparing(group -> (String) group.get(name))).toList();
    return Page.byName(groups, limit, after, group -> (String) group.get(name), group -> group);
  }

  /** Returns sums by tag, without percentiles. A request counts for each of its tags. */
  Answer byTag(EndpointCall call) {
    Period period = period(call.query());
    List<Map<String, Object>> tags = figures.byTag(call.accountId(), period).entrySet().stream().map(entry -> {
      Map<String, Object> view = sums(entry.getValue(), "usage.tag");
      view.put("tag", entry.getKey());
      return view;
    }).toList();
    return Page.byName(tags, call.query().limit(), call.query().afterName(), tag -> (String) tag.get("tag"), tag -> tag);
  }

  /** Returns sums by the hours of one UTC day, today unless the caller says. Hours without a request are left out. */
  Answer hourly(EndpointCall call) {
    LocalDate date = call.query().date("date");
    LocalDate day = date == null ? LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC) : date;
    List<Map<String, Object>> hours = figures.of(call.accountId(), new Period(day, day), List.of("epoch_hour"), PERCENTILES).stream()
        .map(figure -> {
          Map<String, Object> view = view(figure, "usage.hourly");
          view.put("hour", (int) (((Number) figure.get("epoch_hour")).longValue() % HOURS_OF_DAY));
          return view;
        }).sorted(Comparator.comparing(view -> (Integer) view.get("hour"))).toList();
    return Page.of(hours, HOURS_OF_DAY, hour -> null, hour -> hour);
  }

  /** Returns the most frequent kinds of errors, the first of them first: one page. */
  Answer errors(EndpointCall call) {
    List<Map<String, Object>> kinds = figures.errors(call.accountId(), period(call.query()), MOST_KINDS).stream().map(kind -> {
      Map<String, Object> view = new LinkedHashMap<>();
      view.put("object", "usage.error");
      view.putAll(kind);
      return view;
    }).toList();
    return Page.of(kinds, MOST_KINDS, kind -> null, kind -> kind);
  }
}
