package app.orqen.tools;

import app.orqen.tools.embed.QueryVectors;
import app.orqen.tools.embed.TextEmbedder;
import app.orqen.tools.embed.ToolVectors;
import app.orqen.tools.rank.HybridRanker;
import app.orqen.tools.rank.Ranker;
import app.orqen.tools.read.ToolList;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Puts a pruner together from its parts. Parts that a test replaces are parameters. */
final class PrunerFactory {

  private static final int REMEMBERED_QUERIES = 1_000;

  private PrunerFactory() {}

  static ToolPruner build(
      PrunerSettings settings, Supplier<TextEmbedder> loader, Executor worker, LongSupplier nanoTime) {
    ToolVectors toolVectors = new ToolVectors(loader, settings.rememberedTools(), worker);
    QueryVectors queryVectors = new QueryVectors(REMEMBERED_QUERIES, Runtime.getRuntime().availableProcessors());
    return build(settings, new HybridRanker(toolVectors, queryVectors), nanoTime);
  }

  static ToolPruner build(PrunerSettings settings, Ranker ranker, LongSupplier nanoTime) {
    return new ToolPruner(
        new ToolList(settings.rememberedTools()),
        new ToolSelector(ranker, new StickySets(settings.rememberedNames(), nanoTime), new CacheTrade(nanoTime),
            new Misses(nanoTime), new CalledTogether(nanoTime), settings.smallSet()),
        nanoTime,
        settings.timeBudget().toNanos());
  }
}
