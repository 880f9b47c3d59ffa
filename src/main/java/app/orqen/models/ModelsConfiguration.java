package app.orqen.models;

import app.orqen.catalogue.ModelTable;
import app.orqen.endpoint.EndpointRoutes;
import app.orqen.policy.Policies;
import app.orqen.policy.WeightedTarget;
import app.orqen.provider.Catalogue;
import app.orqen.provider.ModelRouter;
import app.orqen.provider.ProviderRegistry;
import app.orqen.vault.CredentialStore;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ModelsConfiguration {

  @Bean
  ConnectedModels connectedModels(ProviderRegistry providers, Catalogue catalogue, CredentialStore credentials) {
    return new ConnectedModels(providers, catalogue, credentials);
  }

  /** Lists the policies that lead to a model which a caller may use. */
  @Bean
  ModelNames policyNames(Policies policies) {
    return caller -> policies.all().stream()
        .map(policy -> new ModelNames.Name(policy.name(), policy.plan().targets().stream().map(WeightedTarget::name)
            .filter(target -> caller.mayUseTarget(policy.name(), target)).toList(), false))
        .filter(name -> !name.models().isEmpty()).toList();
  }

  @Bean
  ShowInferenceProfiles showInferenceProfiles(ConnectedModels connected) {
    return new ShowInferenceProfiles(connected);
  }

  @Bean
  ShowModels showModels(ConnectedModels connected, ModelTable table, ModelRouter router, List<ModelNames> names) {
    return new ShowModels(connected, new CodexCatalogue(table, router), names);
  }

  @Bean
  EndpointRoutes modelRoutes(ConnectedModels connected, ModelTable table) {
    AccountModels models = new AccountModels(connected, table);
    return EndpointRoutes.ofAccount().on("GET", "/v1/account/models", models::list, "all", "provider", "limit", "after");
  }
}
