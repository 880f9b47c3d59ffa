package app.orqen.echo;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class EchoConfiguration {

  @Bean
  EchoRoutes echoRoutes() {
    return new EchoRoutes();
  }
}
