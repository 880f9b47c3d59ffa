package app.orqen.dispatch.credential;

import app.orqen.budget.PriceRule;
import app.orqen.dispatch.address.ApiBase;
import app.orqen.promptcache.Affinity;
import app.orqen.provider.auth.AuthScheme;
import app.orqen.vault.CredentialStore;
import com.github.benmanes.caffeine.cache.Cache;
import org.apache.camel.ProducerTemplate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class CredentialConfiguration {

  @Bean
  GoogleTokenRoute googleTokenRoute() {
    return new GoogleTokenRoute();
  }

  @Bean(GoogleTokenRoute.CACHE)
  Cache<String, GoogleTokenRoute.Token> googleTokenCache() {
    return GoogleTokenRoute.cache();
  }

  @Bean
  AuthScheme googleScheme(ProducerTemplate camel) {
    return new GoogleScheme(camel);
  }

  @Bean
  InjectCredentials injectCredentials(CredentialStore store, ApiBase apiBase, Affinity affinity, PriceRule prices) {
    return new InjectCredentials(store, apiBase, affinity, prices);
  }
}
