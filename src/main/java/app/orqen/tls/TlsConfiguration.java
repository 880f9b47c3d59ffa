package app.orqen.tls;

import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(HttpsSettings.class)
class TlsConfiguration {

  @Bean
  HttpsConnector https(HttpsSettings settings, SslBundles bundles, @Value("${orqen.data-dir}") Path dataFolder,
      Clock clock) {
    return new HttpsConnector(settings, bundles, dataFolder, clock);
  }

  @Bean
  SmartInitializingSingleton httpsRenewal(HttpsConnector https, ScheduledExecutorService background) {
    return () -> background.scheduleWithFixedDelay(https::renew, 1, 1, TimeUnit.DAYS);
  }
}
