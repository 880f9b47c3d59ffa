package app.orqen.auth;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class OperatorTokenTest {

  @Test
  void aTokenThatNoHeaderCarriesIsRefusedAtTheStart() {
    assertThatThrownBy(() -> new AuthConfiguration().authenticateOperator("token-canary\n", null))
        .hasMessageContaining("character 13 is a line break").hasMessageNotContaining("canary");
  }
}
