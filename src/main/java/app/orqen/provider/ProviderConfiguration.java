package app.orqen.provider;

import org.apache.camel.CamelContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ProviderConfiguration {

  @Bean
  ProviderRegistry providerRegistry(CamelContext camel) {
    ProviderRegistry registry = new ProviderRegistry(camel);
    camel.getManagementStrategy().addEventNotifier(registry);
    return registry;
  }

  @Bean
  Catalogue catalogue(ModelProperties properties) {
    return Catalogue.read(properties.catalogue());
  }

  @Bean
  ModelRouter modelRouter(ProviderRegistry providers, Catalogue catalogue, ModelProperties properties) {
    return new ModelRouter(providers, catalogue, properties);
  }

  @Bean
  ResolveProvider resolveProvider(ModelRouter router) {
    return new ResolveProvider(router);
  }
}
