package app.orqen.start;

import app.orqen.account.AccountRepository;
import app.orqen.account.KeyRepository;
import app.orqen.audit.Audit;
import java.nio.file.Path;
import org.apache.camel.CamelContext;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class StartConfiguration {

  @Bean
  Bootstrap bootstrap(AccountRepository accounts, KeyRepository keys, Audit audit,
      @Value("${orqen.bootstrap-key}") String key) {
    return new Bootstrap(accounts, keys, audit, key);
  }

  @Bean
  @ConditionalOnProperty("orqen.routes-reload")
  LastGoodReload lastGoodReload(CamelContext camel, ApplicationContext spring,
      @Value("${orqen.routes-dir}") Path folder) throws Exception {
    LastGoodReload reload = new LastGoodReload(folder, spring);
    camel.addService(reload);
    return reload;
  }

  @Bean
  RoutesHealth routes(CamelContext camel, ObjectProvider<LastGoodReload> reload) throws Exception {
    camel.addStartupListener((context, alreadyStarted) -> DirectCalls.check(context, context));
    return new RoutesHealth(camel, reload.getIfAvailable());
  }
}
