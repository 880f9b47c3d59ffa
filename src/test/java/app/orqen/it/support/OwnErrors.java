package app.orqen.it.support;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;

/** The form of the errors that the gateway itself answers with. */
public final class OwnErrors {

  private static final ObjectMapper JSON = new ObjectMapper();

  private OwnErrors() {}

  /** Checks that an answer is an error of the gateway in the form of the path's surface. */
  public static void check(RawHttp.Answer answer, String path) throws IOException {
    assertThat(answer.header("x-request-id")).as(answer.head()).startsWith("req_");
    assertThat(answer.header("x-orqen-overhead-ms")).matches("[0-9]+\\.[0-9]{3}");
    assertThat(answer.header("x-orqen-error-source")).isEqualTo("gateway");
    assertThat(answer.header("content-type")).startsWith("application/json");
    if (answer.body().isEmpty()) {
      return; // HEAD
    }
    JsonNode body = JSON.readTree(answer.body());
    if (path.startsWith("/model/")) {
      assertThat(body.get("message").asText()).isNotBlank();
      assertThat(answer.header("x-amzn-errortype")).isNotBlank();
    } else if (path.contains("/v1/messages")) {
      assertThat(body.at("/error/type").asText()).isNotBlank();
      assertThat(body.get("type").asText()).isEqualTo("error");
    } else {
      assertThat(body.get("error").properties()).extracting(java.util.Map.Entry::getKey)
          .contains("message", "type", "param", "code");
    }
  }
}
