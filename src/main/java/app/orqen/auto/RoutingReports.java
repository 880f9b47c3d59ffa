package app.orqen.auto;

import app.orqen.auto.observe.Observations;
import app.orqen.auto.pick.Candidate;
import app.orqen.auto.pick.Observed;
import app.orqen.cost.Money;
import app.orqen.endpoint.Answer;
import app.orqen.endpoint.EndpointCall;
import app.orqen.endpoint.Page;
import app.orqen.models.PriceColumns;
import app.orqen.usage.ModelHistory;
import app.orqen.usage.ModelHistory.Watched;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;

/** Answers what {@code orqen/*} chooses from, and what was observed of it. */
final class RoutingReports {

  /** The most requests in shadow mode that a calibration is made from. */
  private static final int MOST_WATCHED = 5_000;
  /** The upper ends of the groups by the number of tools. */
  private static final int[] POOLS = {16, 32, 64, 128};
  private static final double THOUSANDTHS = 1_000;

  private final Function<String, Choice> choices;
  private final Observations observations;
  private final ModelHistory history;

  /**
   * Makes the reports.
   *
   * @param choices what accounts choose from
   */
  RoutingReports(Function<String, Choice> choices, Observations observations, ModelHistory history) {
    this.choices = choices;
    this.observations = observations;
    this.history = history;
  }

  /** Lists the chat models of connected providers, by provider and model, with what was observed in the last seven days. */
  Answer models(EndpointCall call) {
    Function<Candidate, Observed> observed = observed(call);
    List<Candidate> all = choices.apply(call.accountId()).candidates().stream().sorted(Comparator.comparing(Candidate::id)).toList();
    return Page.byName(all, call.query().limit(), call.query().afterName(), Candidate::id, one -> view(one, observed.apply(one)));
  }

  private Function<Candidate, Observed> observed(EndpointCall call) {
    observations.renew(call.accountId());
    return observations.of(call.accountId());
  }

  private static Map<String, Object> view(Candidate candidate, Observed observed) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("object", "routing.model");
    view.put("provider", candidate.provider());
    view.put("model_id", candidate.model());
    view.put("is_enabled", candidate.enabled());
    view.put("calibrated", observed.isCalibrated());
    view.put("requests", observed.requests());
    view.put("success_rate", observed.successRate() == null ? null : rounded(observed.successRate()));
    view.put("p50_ttft_ms", observed.p50TtftMillis());
    view.put("recall", observed.recall() == null ? null : rounded(observed.recall()));
    view.put("cost_usd", Money.shown(observed.costUsd()));
    view.put("prices", PriceColumns.of(candidate.prices()));
    view.put("tier", candidate.tier());
    return view;
  }

  private static double rounded(double share) {
    return Math.round(share * THOUSANDTHS) / THOUSANDTHS;
  }

  /** Returns the models with the best recall, the shortest time to the first token and the most requests; null for each that isn't known. */
  Answer insights(EndpointCall call) {
    Function<Candidate, Observed> observed = observed(call);
    List<Candidate> all = choices.apply(call.accountId()).candidates();
    Map<String, Object> insights = new LinkedHashMap<>();
    insights.put("object", "routing.insights");
    insights.put("best_recall", best(all, observed, Observed::recall));
    insights.put("fastest", best(all, observed, one -> one.p50TtftMillis() == null ? null : (Double) (-one.p50TtftMillis())));
    insights.put("most_used", best(all, observed, one -> one.requests() == 0 ? null : (Double) (double) one.requests()));
    return Answer.ok(insights);
  }

  /** Returns the model with the highest figure, of those that have one; among equals the one with more requests. */
  private static Map<String, Object> best(List<Candidate> all, Function<Candidate, Observed> observed, Function<Observed, Double> figure) {
    return all.stream().filter(one -> figure.apply(observed.apply(one)) != null)
        .max(Comparator.comparing((Candidate one) -> figure.apply(observed.apply(one)))
            .thenComparing(one -> observed.apply(one).requests()).thenComparing(Candidate::id, Comparator.reverseOrder()))
        .map(one -> view(one, observed.apply(one))).orElse(null);
  }

  /** A number of tools that pruning would have kept, and a group of numbers of tools that it would have kept them of. */
  private record Group(int kept, int pool) {}

  /** Lists how many of the called tools pruning would have kept, by how many it would have kept and of how many. */
  Answer calibration(EndpointCall call) {
    Map<Group, long[]> groups = new TreeMap<>(Comparator.comparingInt(Group::pool).thenComparingInt(Group::kept));
    for (Watched one : history.watched(call.accountId(), MOST_WATCHED)) {
      long[] sums = groups.computeIfAbsent(new Group(one.kept(), pool(one.pool())), any -> new long[3]);
      sums[0]++;
      sums[1] += one.called();
      sums[2] += one.missed();
    }
    List<Map<String, Object>> rows = groups.entrySet().stream().map(group -> row(group.getKey(), group.getValue())).toList();
    return Page.of(rows, rows.size(), row -> null, row -> row);
  }

  private static int pool(int tools) {
    int pool = 0;
    while (pool < POOLS.length && tools > POOLS[pool]) {
      pool++;
    }
    return pool;
  }

  private static Map<String, Object> row(Group group, long[] sums) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("object", "routing.calibration");
    row.put("k", group.kept());
    row.put("pool_from", group.pool() == 0 ? 1 : POOLS[group.pool() - 1] + 1);
    row.put("pool_to", group.pool() == POOLS.length ? null : POOLS[group.pool()]);
    row.put("requests", sums[0]);
    row.put("tools_called", sums[1]);
    row.put("tools_missed", sums[2]);
    row.put("recall", rounded(1 - sums[2] / (double) sums[1]));
    return row;
  }
}
