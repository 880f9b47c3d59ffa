package app.orqen.admission;

import ch.qos.logback.classic.LoggerContext;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.BaseUnits;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.Locale;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.util.unit.DataSize;

@Configuration(proxyBeanMethods = false)
class AdmissionConfiguration {

  @Bean
  MemoryBudget memoryBudget(@Value("${orqen.admission.memory}") DataSize configured,
      @Value("${orqen.admission.wait}") Duration patience) {
    long bytes = configured.toBytes();
    return new MemoryBudget(bytes > 0 ? bytes : HeapShares.ofThisProcess().requests(), patience);
  }

  /**
   * Adds the watch to the log, which is set up by now. Each application sets its log up anew, so each has a watch of its own. The watch
   * ends with the log and not before, so the last lines are watched too.
   */
  @Bean
  OutOfMemory.Watch outOfMemoryWatch() {
    OutOfMemory.Watch watch = new OutOfMemory.Watch();
    if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logback) {
      watch.setContext(logback);
      watch.start();
      logback.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(watch);
    }
    return watch;
  }

  @Bean
  MeterBinder memoryBudgetMetrics(MemoryBudget budget) {
    return meters -> {
      Gauge.builder("orqen.memory.held", budget, MemoryBudget::held).baseUnit(BaseUnits.BYTES)
          .description("Memory that the requests in flight hold: bodies, answers, translations and streams").register(meters);
      Gauge.builder("orqen.memory.limit", budget, MemoryBudget::limit).baseUnit(BaseUnits.BYTES)
          .description("Memory that the requests in flight may hold together").register(meters);
      for (MemoryBudget.Refusal reason : MemoryBudget.Refusal.values()) {
        FunctionCounter.builder("orqen.memory.refused", budget, held -> held.refused(reason))
            .tag("reason", reason.name().toLowerCase(Locale.ROOT))
            .description("Requests that were refused or broken off because there was no room in memory for them")
            .register(meters);
      }
    };
  }
}
