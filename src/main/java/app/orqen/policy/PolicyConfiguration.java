package app.orqen.policy;

import app.orqen.promptcache.Affinity;
import app.orqen.provider.ModelProperties;
import app.orqen.provider.ModelRouter;
import app.orqen.provider.ProviderRegistry;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;

@Configuration(proxyBeanMethods = false)
class PolicyConfiguration {

  @Bean
  @Order(100)
  Policies policies(ProviderRegistry routes) {
    return new Policies(routes);
  }

  @Bean
  @Order(200)
  Planner aliasPlanner(ModelProperties properties, ModelRouter router) {
    return new AliasPlanner(properties, router);
  }

  @Bean
  AllTargetsFailed allTargetsFailed() {
    return new AllTargetsFailed();
  }

  @Bean
  ResolveProvider resolveProvider(ModelRouter router, List<Planner> planners, Affinity affinity) {
    return new ResolveProvider(router, planners, affinity);
  }
}
