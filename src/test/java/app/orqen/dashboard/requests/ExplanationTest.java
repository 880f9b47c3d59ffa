package app.orqen.dashboard.requests;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An error's owner is named rightly. */
class ExplanationTest {

  @Test
  void aProvidersOwnCodesAreNotTakenForTheGateways() {
    assertThat(Explanation.of(429, "rate_limit_exceeded", "provider", "acme").what()).contains("acme limits");
    assertThat(Explanation.of(404, "model_not_found", "provider", "acme").what()).contains("acme has no such model");
    assertThat(Explanation.of(404, "model_not_found", "gateway", "acme").what()).contains("No provider here");
  }

  @ParameterizedTest
  @CsvSource(nullValues = "-", value = {
      "424, provider_credentials_rejected, provider, This account's settings",
      "429, rate_limit_exceeded, gateway, This account's settings",
      "429, rate_limit_error, provider, The provider",
      "429, rate_limit_exceeded, provider, The provider",
      "404, model_not_found, provider, The request",
      "500, internal_error, provider, The provider",
      "400, invalid_value, gateway, The request",
      "400, invalid_request_error, provider, The request",
      "500, server_error, provider, The provider",
      "500, internal_error, gateway, The gateway",
      "503, auth_unavailable, gateway, The gateway",
      "502, provider_unreachable, gateway, The provider",
      "200, provider_timeout, gateway, The provider",
      "503, -, -, The gateway",
      "400, -, provider, The request"})
  void namesTheCause(int status, String code, String source, String cause) {
    Explanation explanation = Explanation.of(status, code, source, "acme");
    assertThat(explanation.cause()).isEqualTo(cause);
    assertThat(explanation.what()).isNotBlank().doesNotContain("null");
    assertThat(explanation.advice()).isNotBlank();
  }
}
