package app.orqen.trace;

import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Traces exist only when they are wanted: otherwise none of this is there, nor anything of it on a request's path. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty("orqen.tracing.enabled")
class TraceConfiguration {

  /** Closing it sends what is left. */
  @Bean(destroyMethod = "close")
  OpenTelemetrySdk openTelemetry(@Value("${orqen.tracing.endpoint}") String endpoint) {
    return AutoConfiguredOpenTelemetrySdk.builder()
        .addPropertiesSupplier(() -> Map.of(
            "otel.service.name", "orqen",
            "otel.exporter.otlp.protocol", "http/protobuf",
            "otel.metrics.exporter", "none",
            "otel.logs.exporter", "none",
            "otel.propagators", "tracecontext"))
        .addPropertiesCustomizer(settings -> Map.of("otel.exporter.otlp.endpoint", endpoint))
        .disableShutdownHook()
        .build().getOpenTelemetrySdk();
  }

  @Bean
  Tracing tracing(OpenTelemetrySdk sdk, @Value("${orqen.tracing.propagate}") boolean propagate) {
    return new Tracing(sdk, propagate);
  }
}
