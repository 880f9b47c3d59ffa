package app.orqen.models;

import app.orqen.catalogue.ModelTable;
import app.orqen.endpoint.EndpointRoutes;
import app.orqen.provider.Catalogue;
import app.orqen.provider.ProviderRegistry;
import app.orqen.vault.CredentialStore;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ModelsConfiguration {

  @Bean
  ShowInferenceProfiles showInferenceProfiles(ProviderRegistry providers, Catalogue catalogue, CredentialStore credentials) {
    return new ShowInferenceProfiles(new ConnectedModels(providers, catalogue, credentials));
  }

  @Bean
  ShowModels showModels(ProviderRegistry providers, Catalogue catalogue, ModelTable table, CredentialStore credentials) {
    return new ShowModels(new ConnectedModels(providers, catalogue, credentials), new CodexCatalogue(table));
  }

  @Bean
  EndpointRoutes modelRoutes(ProviderRegistry providers, Catalogue catalogue, ModelTable table, CredentialStore credentials) {
    AccountModels models = new AccountModels(new ConnectedModels(providers, catalogue, credentials), table);
    return EndpointRoutes.ofAccount().on("GET", "/v1/account/models", models::list, "all", "provider", "limit", "after");
  }
}
