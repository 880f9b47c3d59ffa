package app.orqen.tools;

import app.orqen.tools.EvaluationSet.Case;
import app.orqen.tools.rank.Ranker;
import app.orqen.tools.read.Conversation;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;

/** Measures what a model gets that asks for the tools that were left out. */
final class RecoveryBench {

  private static final int ROUNDS = 2; // The third one has all tools.
  private static final AtomicLong NEXT = new AtomicLong();

  private final List<Case> cases;
  private final Ranker ranker;

  RecoveryBench(List<Case> cases, Ranker ranker) {
    this.cases = cases;
    this.ranker = ranker;
  }

  /** Returns the same request in a conversation of its own, from a client that can be asked again. */
  static PruneRequest anew(PruneRequest request) {
    return new PruneRequest(request.body(), request.form(), request.tools(), request.messages(), request.toolChoice(),
        request.system(), request.policy(), request.keyId(), "bench", "bench " + NEXT.incrementAndGet(), false, true, false);
  }

  void report() {
    System.out.printf("%nEffective recall: per cent with every gold tool, per cent after at most %d rounds, rounds a request, "
        + "tokens of the tools at first and in all rounds, and of the whole list%n", ROUNDS);
    for (int pool : EvaluationSet.POOLS) {
      report(pool, "query = the user's sentence", (one, missing) -> arguments("query", sentence(one.conversation())));
      report(pool, "the tool's name", (one, missing) -> arguments("names", missing));
    }
  }

  private void report(int pool, String how, BiFunction<Case, String, String> asks) {
    ToolPruner pruner = PrunerFactory.build(PrunerSettings.DEFAULTS, ranker, () -> 0);
    int first = 0;
    int all = 0;
    int rounds = 0;
    long firstTokens = 0;
    long tokens = 0;
    long whole = 0;
    for (Case one : cases) {
      PruneResult result = pruner.prune(anew(one.requests().get(pool)));
      List<String> missing = new ArrayList<>(one.gold());
      missing.removeAll(result.forwarded());
      first += missing.isEmpty() ? 1 : 0;
      whole += Tokens.of(one.requests().get(pool).tools().length());
      long now = Tokens.of(result.recovery() == null ? one.requests().get(pool).tools().length() : result.replacement().length);
      firstTokens += now;
      tokens += now;
      for (int round = 0; round < ROUNDS && !missing.isEmpty() && result.recovery() != null; round++) {
        result.recovery().find(asks.apply(one, missing.get(0)));
        missing.removeAll(Set.copyOf(result.recovery().found()));
        tokens += Tokens.of(result.recovery().tools().length);
        rounds++;
      }
      all += missing.isEmpty() ? 1 : 0;
    }
    double n = cases.size();
    System.out.printf("  N=%-4d %-28s %5.1f %5.1f  %.2f  %6.0f %6.0f %6.0f%n", pool, how, 100 * first / n, 100 * all / n,
        rounds / n, firstTokens / n, tokens / n, whole / n);
  }

  private static String arguments(String name, String value) {
    return JsonNodeFactory.instance.objectNode().put(name, value).toString();
  }

  private static String sentence(Conversation conversation) {
    int last = conversation.lastUserTurn();
    return last < 0 ? "" : conversation.turns().get(last).text();
  }
}
