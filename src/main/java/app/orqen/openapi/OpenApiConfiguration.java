package app.orqen.openapi;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class OpenApiConfiguration {

  @Bean
  OpenApiRoutes openApiRoutes() {
    return new OpenApiRoutes();
  }
}
