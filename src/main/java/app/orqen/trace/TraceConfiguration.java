package app.orqen.trace;

import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Makes what traces need, only with {@code orqen.tracing.enabled}. Without it nothing of this runs in a request. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty("orqen.tracing.enabled")
class TraceConfiguration {

  /** Makes the SDK. Closing it sends the remaining spans. */
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
