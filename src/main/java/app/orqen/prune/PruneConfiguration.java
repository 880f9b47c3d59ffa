package app.orqen.prune;

import app.orqen.policy.Planner;
import app.orqen.provider.ModelRouter;
import app.orqen.toolhealth.ToolHealth;
import app.orqen.tools.PrunerSettings;
import app.orqen.tools.ToolPruner;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class PruneConfiguration {

  @Bean
  PruneTools pruneTools(@Value("${orqen.tools.time-budget}") Duration timeBudget,
      @Value("${orqen.tools.embeddings}") boolean embeddings, @Value("${orqen.tools.small-set}") int smallSet,
      @Value("${orqen.tools.recovery-rounds}") int recoveryRounds,
      MeterRegistry meters, ToolHealth health, ModelRouter router, List<Planner> planners) {
    PrunerSettings defaults = PrunerSettings.DEFAULTS;
    return new PruneTools(ToolPruner.create(new PrunerSettings(timeBudget, embeddings, smallSet,
        defaults.rememberedTools(), defaults.rememberedNames())), new PruneFailures(meters, System::nanoTime), health, router,
        planners, recoveryRounds);
  }
}
