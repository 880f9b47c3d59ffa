package app.orqen.provider;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.orqen.reply.GatewayException;
import app.orqen.request.BodyScan;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OtherModelsTest {

  private static BodyScan scan(String field) {
    return BodyScan.of(("{\"model\":\"openrouter/a\"," + field + "}").getBytes(StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"route\":\"fallback\"", "\"rou\\u0074e\":\"fallback\"", "\"route\":null,\"route\":\"fallback\"",
      "\"preset\":\"p\"", "\"providerOptions\":{\"x\":{\"models\":1},\"gateway\":{\"order\":[\"x\"],\"models\":[\"b\"]}}"})
  void aChoiceOfTheProvidersIsRefused(String field) {
    assertThatThrownBy(() -> OtherModels.refuse(scan(field))).isInstanceOf(GatewayException.class)
        .hasMessageContaining("This key may use only some models");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"models\":[\"b\"]", "\"route\":null", "\"messages\":[{\"models\":[\"b\"]}]", "\"providerOptions\":{\"gateway\":{\"order\":[\"x\"]}}",
      "\"providerOptions\":{\"models\":[\"b\"]}"})
  void otherFieldsPass(String field) {
    assertThatCode(() -> OtherModels.refuse(scan(field))).doesNotThrowAnyException();
  }
}
