package app.orqen.reply;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
class ReplyConfiguration {

  @Bean
  ErrorReply errorReply() {
    return new ErrorReply();
  }

  @Bean
  HeaderPolicy edgeHeaders() {
    return HeaderPolicy.EDGE;
  }

  @Bean
  HeaderPolicy providerHeaders() {
    return HeaderPolicy.PROVIDER;
  }
}
