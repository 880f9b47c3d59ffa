package app.orqen.start;

import app.orqen.account.AccountTable;
import app.orqen.account.KeyTable;
import org.apache.camel.CamelContext;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
class StartConfiguration {

  @Bean
  Bootstrap bootstrap(AccountTable accounts, KeyTable keys, TransactionTemplate transaction,
      @Value("${orqen.bootstrap-key}") String key) {
    Bootstrap bootstrap = new Bootstrap(accounts, keys, transaction, System.out);
    bootstrap.run(key);
    return bootstrap;
  }

  /** The part {@code routes} of the readiness probe. */
  @Bean
  RoutesHealth routes(CamelContext camel) {
    return new RoutesHealth(camel);
  }
}
