package app.orqen.relay;

import org.apache.camel.Processor;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.thread.Threading;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.task.VirtualThreadTaskExecutor;
import org.springframework.util.unit.DataSize;

@Configuration(proxyBeanMethods = false)
class RelayConfiguration {

  @Bean
  Relay relay(Environment environment, @Value("${orqen.max-answer-bytes}") DataSize maxAnswerBytes,
      @Qualifier("estimateTokens") Processor estimate) {
    return new Relay(Math.toIntExact(maxAnswerBytes.toBytes()),
        Threading.VIRTUAL.isActive(environment) ? new VirtualThreadTaskExecutor("stream-") : null, estimate);
  }
}
