package app.orqen.form;

import app.orqen.request.ReadRequest;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.unit.DataSize;

@Configuration(proxyBeanMethods = false)
class FormConfiguration {

  @Bean
  ReadFormRequest readFormRequest(@Qualifier("readImageEditsRequest") ReadRequest json, @Value("${orqen.form-lookahead}") DataSize lookahead,
      @Value("${orqen.max-request-bytes}") DataSize maxBytes) {
    return new ReadFormRequest(json, (int) Math.min(lookahead.toBytes(), maxBytes.toBytes()), maxBytes.toBytes());
  }
}
