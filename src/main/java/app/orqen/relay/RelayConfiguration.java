package app.orqen.relay;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.unit.DataSize;

@Configuration(proxyBeanMethods = false)
class RelayConfiguration {

  @Bean
  Relay relay(@Value("${orqen.max-answer-bytes}") DataSize maxAnswerBytes) {
    return new Relay(Math.toIntExact(maxAnswerBytes.toBytes()));
  }
}
