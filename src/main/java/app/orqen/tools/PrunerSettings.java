package app.orqen.tools;

import java.time.Duration;

/**
 * What an operator may change about pruning.
 *
 * @param timeBudget the time after which all tools pass. It is a guard far above the few milliseconds that pruning takes.
 * @param embeddings whether to use the model when it is on the class path
 * @param smallSet lists of at most this many tools pass whole unless the key says how many are wanted; 0 or more
 * @param rememberedTools how many distinct tools stay read, and embedded, in memory, about 5 KB each
 * @param rememberedNames how many tool names all remembered conversations hold together
 */
public record PrunerSettings(Duration timeBudget, boolean embeddings, int smallSet, int rememberedTools,
    long rememberedNames) {

  public static final PrunerSettings DEFAULTS = 
      new PrunerSettings(Duration.ofMillis(500), true, 16, 10_000, 500_000);

  public PrunerSettings {
    if (timeBudget.isNegative() || timeBudget.isZero() || smallSet < 0 || rememberedTools < 1 || rememberedNames < 1) {
      throw new IllegalArgumentException("pruning settings must be positive");
    }
  }
}
