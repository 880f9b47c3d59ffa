package app.orqen.start;

import app.orqen.account.AccountRepository;
import app.orqen.account.KeyRepository;
import app.orqen.audit.Audit;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;

@Configuration(proxyBeanMethods = false)
class StartConfiguration {

  @Bean
  @Profile("!check")
  Bootstrap bootstrap(AccountRepository accounts, KeyRepository keys, Audit audit,
      @Value("${orqen.bootstrap-key}") String key) {
    return new Bootstrap(accounts, keys, audit, key);
  }

  @Bean
  Addresses addresses(@Value("${orqen.dashboard.enabled}") boolean dashboard) {
    return new Addresses(dashboard);
  }
}
