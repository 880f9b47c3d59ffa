package app.orqen.dispatch.credential;

import app.orqen.dispatch.address.ApiBase;
import app.orqen.vault.CredentialStore;
import org.apache.camel.ProducerTemplate;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class CredentialConfiguration {

  @Bean
  GoogleTokens googleTokens(ProducerTemplate camel) {
    return new GoogleTokens(camel);
  }

  @Bean
  InjectCredentials injectCredentials(CredentialStore store, ApiBase apiBase, GoogleTokens googleTokens) {
    return new InjectCredentials(store, apiBase, googleTokens);
  }
}
