package app.orqen.dispatch.call;

import app.orqen.budget.Tariffs;
import app.orqen.dispatch.credential.InjectCredentials;
import app.orqen.promptcache.Affinity;
import app.orqen.promptcache.CacheLedger;
import app.orqen.provider.Catalogue;
import app.orqen.prune.PruneTools;
import app.orqen.state.PinResponse;
import app.orqen.tokens.Vocabulary;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.camel.spi.CamelContextCustomizer;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.thread.Threading;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({Timeouts.class, Breakers.Settings.class})
class CallConfiguration {

  @Bean
  Watchdog watchdog(Environment environment, @Qualifier("applicationTaskExecutor") Executor virtual,
      @Value("${server.tomcat.threads.max}") int requests) {
    return new Watchdog(Threading.VIRTUAL.isActive(environment) ? virtual : writers(requests));
  }

  /**
   * Makes the threads for signs of life, up to one for each request. A client that takes nothing holds up its writer for as
   * long as it may pause, and all the others must not wait for it. Usually no thread is needed.
   */
  static Executor writers(int requests) {
    return new ThreadPoolExecutor(0, requests, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), task -> {
      Thread thread = new Thread(task, "orqen-keep-alive");
      thread.setDaemon(true);
      return thread;
    });
  }

  @Bean
  Breakers breakers(Breakers.Settings settings, MeterRegistry meters) {
    return new Breakers(settings, meters);
  }

  @Bean
  EstimateTokens estimateTokens(Vocabulary vocabulary) {
    return new EstimateTokens(vocabulary);
  }

  @Bean
  FallOver fallOver(InjectCredentials credentials) {
    return new FallOver(credentials);
  }

  @Bean
  NextTarget nextTarget(EstimateTokens estimate) {
    return new NextTarget(estimate);
  }

  @Bean
  OpenCall openCall(Breakers breakers, Timeouts timeouts, Watchdog watchdog, Catalogue catalogue, Tariffs tariffs, FallOver fallOver,
      NextTarget nextTarget, Affinity affinity, CacheLedger ledger, PinResponse state, PruneTools tools) {
    return new OpenCall(breakers, timeouts, watchdog, catalogue, tariffs, fallOver, nextTarget, new CachePlaces(affinity, ledger), state,
        tools);
  }

  @Bean
  UpstreamFailure upstreamFailure() {
    return new UpstreamFailure();
  }

  @Bean
  CamelContextCustomizer upstreamBodyConverter() {
    return camel -> camel.getTypeConverterRegistry().addTypeConverters(new UpstreamBodyConverter());
  }
}
