package app.orqen.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The check of expressions knows right from wrong. */
class MetricRulesTest {

  private static final MetricRules RULES = new MetricRules("""
      # HELP orqen_requests_total answers
      # TYPE orqen_requests_total counter
      orqen_requests_total{provider="echo",status="200"} 3.0
      orqen_ttft_seconds_bucket{provider="echo",le="0.1"} 3
      orqen_inflight 0.0
      """);

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "absent(orqen_inflight)                                                                  | ``",
      "sum by (pod) (orqen_inflight{namespace=~\"$n\"}) > 0                                     | ``",
      "sum(rate(orqen_requests_total{status=~\"5..\"}[5m])) / sum(rate(orqen_requests_total[5m])) | ``",
      "histogram_quantile(0.9, sum by (le, provider) (rate(orqen_ttft_seconds_bucket[$__rate_interval]))) | ``",
      "sum(rate(orqen_request_total[5m]))                       | no metric orqen_request_total",
      "orqen_inflight / orqen_outflight                         | no metric orqen_outflight",
      "rate(orqen_requests_total{state=\"5..\"}[5m])            | orqen_requests_total has no label state",
      "sum by (provider) (orqen_inflight)                       | grouped by provider, which none of its metrics has",
      "vector(1)                                                | no metric at all"})
  void checks(String expression, String fault) {
    assertThat(String.join("; ", RULES.check(expression))).isEqualTo(fault);
  }
}
