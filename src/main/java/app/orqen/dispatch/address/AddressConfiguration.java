package app.orqen.dispatch.address;

import org.apache.hc.client5.http.SystemDefaultDnsResolver;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class AddressConfiguration {

  @Bean
  OwnPorts ownPorts() {
    return new OwnPorts();
  }

  @Bean
  ApiBase apiBase(@Value("${orqen.api-base-allowed-hosts}") String allowedHosts, OwnPorts ownPorts) {
    return new ApiBase(allowedHosts, ownPorts, SystemDefaultDnsResolver.INSTANCE);
  }

  @Bean
  ApiBaseUrl apiBaseUrl() {
    return new ApiBaseUrl();
  }
}
