package app.orqen.tools;

import app.orqen.tools.EvaluationSet.Case;
import app.orqen.tools.embed.EmbedderLoader;
import app.orqen.tools.embed.QueryVectors;
import app.orqen.tools.embed.ToolVectors;
import app.orqen.tools.rank.HybridRanker;
import app.orqen.tools.rank.Ranker;
import app.orqen.tools.rank.Ranking;
import app.orqen.tools.rank.Routing;
import app.orqen.tools.read.Conversation;
import app.orqen.tools.read.TimeBudget;
import app.orqen.tools.read.ToolList.Element;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;

/** Measures recall and time of tool pruning. Arguments: a folder of cases; then, to hurry, n to use every nth case. */
public final class ToolBench {

  private static final int EVERYTHING = 1_000_000;

  /** Embedding is waited for, however long it takes. */
  static final TimeBudget PATIENT = new TimeBudget(() -> 0, Long.MAX_VALUE);
  private static final Predicate<Case> ALL = one -> true;

  private final List<Case> cases;
  private final ToolVectors vectors;
  private final Ranker full;
  private final Ranker lexical;
  private final Baselines baselines;

  private ToolBench(List<Case> cases) {
    this.cases = cases;
    this.vectors = new ToolVectors(EmbedderLoader::load, EVERYTHING, Runnable::run);
    // No query is remembered: every request is measured as if its text were new.
    this.full = new HybridRanker(vectors, new QueryVectors(0, 1));
    this.lexical = new HybridRanker(new ToolVectors(() -> null, 1, Runnable::run), new QueryVectors(0, 1));
    this.baselines = new Baselines(vectors);
  }

  public static void main(String[] args) throws Exception {
    int every = args.length > 1 ? Integer.parseInt(args[1]) : 1;
    ToolBench bench = new ToolBench(EvaluationSet.load(Path.of(args[0]), every));
    System.out.printf("%d cases, JDK %s%n", bench.cases.size(), System.getProperty("java.version"));
    bench.embedTools();
    bench.reportRecall();
    bench.reportForwarded();
    new RecoveryBench(bench.cases, bench.full).report();
    bench.reportTime();
  }

  private void embedTools() {
    long start = System.nanoTime();
    cases.forEach(one -> one.pools().values().forEach(pool -> vectors.of(pool, PATIENT)));
    System.out.printf("tools embedded in %.1f s%n", (System.nanoTime() - start) / 1e9);
  }

  private Ranking rank(Ranker ranker, List<Element> tools, Conversation conversation) {
    return ranker.rank(tools, conversation, new TimeBudget(() -> 0, 1));
  }

  private Recall recall(int pool, BiFunction<List<Element>, Conversation, Ranking> method) {
    Recall recall = new Recall();
    cases.forEach(one -> recall.add(one, pool, method.apply(one.pools().get(pool), one.conversation())));
    return recall;
  }

  private void reportRecall() {
    for (int pool : EvaluationSet.POOLS) {
      Recall bm25 = recall(pool, (t, c) -> Ranking.of(baselines.plainBm25(t, c), Routing.KEYWORD, false));
      Recall a8 = recall(pool, (t, c) -> Ranking.of(baselines.a8(t, c), Routing.SEMANTIC, false));
      Recall keyword = recall(pool, (t, c) -> rank(lexical, t, c));
      Recall semantic = recall(pool, (t, c) -> rank(full, t, c));
      System.out.printf("%nN=%d: recall@5 / @8 / adaptive (mean k), per cent%n", pool);
      line("BM25", bm25, ALL);
      line("A8", a8, ALL);
      line("Orqen keyword", keyword, ALL);
      line("Orqen semantic", semantic, ALL);
      for (int k : new int[] {5, 8, 0}) {
        double[] overBm25 = semantic.intervalAgainst(bm25, k);
        double[] overA8 = semantic.intervalAgainst(a8, k);
        System.out.printf(
            "  semantic minus BM25 at %s: %+.1f to %+.1f; minus A8: %+.1f to %+.1f%n",
            k == 0 ? "adaptive" : String.valueOf(k), overBm25[0], overBm25[1], overA8[0], overA8[1]);
      }
      learnt(pool, semantic);
      by("kind", Case::kind, semantic);
      by("source", Case::source, semantic);
    }
  }

  /** Ranks each half of the groups with what the calls of the other half's cases say, as if all were one account's. */
  private void learnt(int pool, Recall without) {
    Recall recall = new Recall();
    for (int half = 0; half < 2; half++) {
      int tested = half;
      CalledTogether calls = new CalledTogether(() -> 0);
      cases.stream().filter(one -> half(one) != tested).forEach(one -> {
        List<String> earlier = new ArrayList<>(one.conversation().calledTools());
        for (int i = 0; i < earlier.size(); i++) {
          calls.called("bench", earlier.get(i), earlier.subList(0, i));
        }
        one.gold().stream().sorted().forEach(name -> {
          calls.called("bench", name, earlier);
          earlier.add(name);
        });
      });
      for (Case one : cases) {
        if (half(one) == tested) {
          recall.add(one, pool, full.rank(one.pools().get(pool), one.conversation(), calls.of("bench"), new TimeBudget(() -> 0, 1)));
        }
      }
    }
    line("Orqen with the other half's calls", recall, ALL);
    for (int k : new int[] {5, 8}) {
      double[] more = without.byCase(recall).intervalAgainst(without, k);
      System.out.printf("  with calls minus without at %d: %+.1f to %+.1f%n", k, more[0], more[1]);
    }
  }

  private static int half(Case one) {
    return Math.floorMod(one.group().hashCode() >> 3, 2);
  }

  private void by(String what, Function<Case, String> property, Recall recall) {
    System.out.println("  by " + what);
    for (String value : new TreeSet<>(cases.stream().map(property).toList())) {
      line("  " + value, recall, one -> property.apply(one).equals(value));
    }
  }

  private void line(String label, Recall recall, Predicate<Case> matching) {
    System.out.printf(
        "  %-32s n=%-4d %5.1f / %5.1f / %5.1f (%.2f)%n",
        label,
        cases.stream().filter(matching).count(),
        recall.at(5, matching),
        recall.at(8, matching),
        recall.at(0, matching),
        recall.meanAdaptive(matching));
  }

  /** What the whole pruner forwards: the ranked tools and those that the conversation called before. */
  private void reportForwarded() {
    System.out.printf("%nForwarded, adaptive target: per cent with every gold tool (mean number of tools)%n");
    for (int pool : EvaluationSet.POOLS) {
      ToolPruner pruner = PrunerFactory.build(PrunerSettings.DEFAULTS, full, () -> 0);
      int hits = 0;
      int forwarded = 0;
      for (Case one : cases) {
        PruneResult result = pruner.prune(one.requests().get(pool));
        hits += result.forwarded().containsAll(one.gold()) ? 1 : 0;
        forwarded += result.toolsOut();
      }
      System.out.printf("  N=%-4d %.1f (%.2f)%n", pool, 100.0 * hits / cases.size(), forwarded / (double) cases.size());
    }
  }

  /** The methods take turns on each case, so that whatever else the machine does falls on all of them. */
  private void reportTime() {
    System.out.printf("%nMilliseconds of processor time a request, warm, every text new: p50 / p99%n");
    for (int pool : List.of(64, 128)) {
      ToolPruner pruner = PrunerFactory.build(PrunerSettings.DEFAULTS, full, System::nanoTime);
      ToolPruner unseen = PrunerFactory.build(PrunerSettings.DEFAULTS, lexical, System::nanoTime);
      Map<String, Function<Case, Object>> methods = new LinkedHashMap<>();
      methods.put("A8, ranking alone", one -> baselines.a8(one.pools().get(pool), one.conversation()));
      methods.put("Orqen, ranking alone", one -> rank(full, one.pools().get(pool), one.conversation()));
      methods.put("Orqen, body to body", one -> pruner.prune(RecoveryBench.anew(one.requests().get(pool))));
      methods.put("Orqen by words, body to body", one -> unseen.prune(RecoveryBench.anew(one.requests().get(pool))));
      methods.put("Orqen, tools never seen before", one ->
          PrunerFactory.build(PrunerSettings.DEFAULTS, lexical, System::nanoTime).prune(one.requests().get(pool)));
      new ProcessorTime(methods).measure(cases).forEach((label, nanos) -> System.out.printf(
          "  N=%-4d %-32s %.2f / %.2f%n",
          pool,
          label,
          nanos[nanos.length / 2] / 1e6,
          nanos[nanos.length * 99 / 100] / 1e6));
    }
  }
}
