package app.orqen.provider;

import app.orqen.catalogue.ModelTable;
import app.orqen.provider.auth.AuthScheme;
import app.orqen.provider.auth.AuthSchemes;
import app.orqen.provider.auth.AwsScheme;
import app.orqen.provider.auth.AzureScheme;
import app.orqen.provider.auth.BearerScheme;
import app.orqen.provider.auth.HeaderScheme;
import app.orqen.provider.auth.NoScheme;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.CamelContextCustomizer;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ModelProperties.class)
class ProviderConfiguration {

  @Bean
  AuthScheme bearerScheme() {
    return new BearerScheme();
  }

  @Bean
  AuthScheme headerScheme() {
    return new HeaderScheme("");
  }

  @Bean
  AuthScheme azureScheme() {
    return new AzureScheme();
  }

  @Bean
  AuthScheme awsScheme() {
    return new AwsScheme();
  }

  @Bean
  AuthScheme noScheme() {
    return new NoScheme();
  }

  @Bean
  AuthSchemes authSchemes(List<AuthScheme> schemes) {
    return new AuthSchemes(schemes);
  }

  @Bean
  ProviderRegistry providerRegistry(CamelContext camel, Environment environment, AuthSchemes schemes) throws Exception {
    ProviderRegistry registry = new ProviderRegistry(camel, new ProviderUrl(environment), schemes);
    // Camel only warns when a notifier throws. An exception of a listener ends the start.
    camel.addStartupListener((context, alreadyStarted) -> registry.refresh());
    camel.getManagementStrategy().addEventNotifier(registry);
    return registry;
  }

  /** Lets route files say {@code {{provider-url:…}}}. */
  @Bean
  CamelContextCustomizer providerUrl(Environment environment) {
    return camel -> camel.getPropertiesComponent().addPropertiesFunction(new ProviderUrl(environment));
  }

  @Bean
  Catalogue catalogue(ModelProperties properties) {
    return Catalogue.read(properties.catalogue());
  }

  @Bean
  ModelRouter modelRouter(ProviderRegistry providers, Catalogue catalogue, ModelTable table, ModelProperties properties) {
    return new ModelRouter(providers, catalogue, table, properties);
  }
}
