package app.orqen.dispatch.address;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class AddressConfiguration {

  @Bean
  ApiBase apiBase(@Value("${orqen.api-base-allowed-hosts}") String allowedHosts) {
    return new ApiBase(allowedHosts);
  }

  @Bean
  ApiBaseUrl apiBaseUrl() {
    return new ApiBaseUrl();
  }
}
