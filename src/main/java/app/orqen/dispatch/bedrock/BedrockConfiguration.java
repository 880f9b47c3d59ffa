package app.orqen.dispatch.bedrock;

import app.orqen.dispatch.address.AwsDestination;
import app.orqen.dispatch.call.UpstreamBody;
import org.apache.camel.CamelContext;
import org.apache.camel.Processor;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.util.unit.DataSize;

/**
 * The steps of the template {@code bedrock}. Nothing of the AWS SDK is loaded before the first call: not even by a method
 * that returns it, which is why the clients are objects here.
 */
@Configuration(proxyBeanMethods = false)
class BedrockConfiguration {

  @Bean
  Processor signAws() {
    return exchange -> AwsSigner.sign(exchange.getMessage(), AwsDestination.of(exchange),
        (UpstreamBody) exchange.getMessage().getBody());
  }

  @Bean
  Processor converseRequest() {
    return exchange -> Converse.request(exchange);
  }

  @Bean
  Processor converseFailure() {
    return exchange -> Converse.failure(exchange);
  }

  @Bean
  Processor converseAnswer() {
    return exchange -> Converse.answer(exchange);
  }

  @Bean
  @Lazy
  Object bedrockClient(CamelContext camel, @Value("${orqen.max-answer-bytes}") DataSize maxAnswerBytes) {
    return BedrockClients.plain(camel, Math.toIntExact(maxAnswerBytes.toBytes()));
  }

  @Bean
  @Lazy
  Object bedrockAsyncClient() {
    return BedrockClients.none();
  }
}
