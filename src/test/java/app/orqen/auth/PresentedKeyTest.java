package app.orqen.auth;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.inbound.Inbound;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/** Which key a request presents: docs/api.md, "Keys". K and L stand for two well-formed keys. */
class PresentedKeyTest {

  private static final String K = "sk-orq-" + "0123456789abcdef".repeat(4);
  private static final String L = "sk-orq-" + "fedcba9876543210".repeat(4);

  /** Headers are written as name:value, with ; between them. */
  private static String of(String path, String headers) {
    MockHttpServletRequest request = new MockHttpServletRequest("POST", path);
    request.setServletPath(path);
    Arrays.stream(headers.split(";")).filter(header -> header.contains(":")).forEach(header -> {
      String[] parts = header.split(":", 2);
      request.addHeader(parts[0], parts[1].replace("K", K).replace("L", L));
    });
    return PresentedKey.of(new Inbound(request, new MockHttpServletResponse(), path, Duration.ZERO));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "/v1/chat/completions        | Authorization:Bearer K",
      "/v1/chat/completions        | Authorization:bearer K",
      "/v1/chat/completions        | Authorization:BEARER   K",
      "/v1/chat/completions        | Authorization:Bearer K;x-api-key:L",
      "/v1/account/me              | Authorization:Bearer K;x-api-key:nonsense",
      "/model/x/converse           | Authorization:Bearer K",
      "/v1/messages                | Authorization:Bearer K",
      "/v1/messages                | x-api-key:K",
      "/v1/messages                | Authorization:Bearer K;x-api-key:K",
      "/v1/messages                | Authorization:Bearer K;x-api-key:",
      "/v1/messages/count_tokens   | x-api-key:K",
      "/v1/v1/messages             | x-api-key:K",
      "/v1/models                  | x-api-key:K",
      "/v1/models/openai/gpt-4o    | x-api-key:K"})
  void isFound(String path, String headers) {
    assertThat(of(path, headers)).isEqualTo(K);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "/v1/chat/completions        | ''",
      "/v1/chat/completions        | x-api-key:K",
      "/v1/account/me              | x-api-key:K",
      "/v1/modelsx                 | x-api-key:K",
      "/model/x/converse           | x-api-key:K",
      "/v1/chat/completions        | Authorization:K",
      "/v1/chat/completions        | Authorization:Basic K",
      "/v1/chat/completions        | Authorization:Bearer",
      "/v1/chat/completions        | Authorization:Bearer sk-orq-123",
      "/v1/chat/completions        | Authorization:Bearer Kx",
      "/v1/chat/completions        | Authorization:Bearer K,K",
      "/v1/chat/completions        | Authorization:Bearer K;Authorization:Bearer K",
      "/v1/messages                | Authorization:Bearer K;x-api-key:L",
      "/v1/messages                | x-api-key:K;x-api-key:K",
      "/v1/messages                | Authorization:Basic x;x-api-key:K",
      "/v1/messages                | x-api-key:",
      "/v1/messages                | x-api-key:sk-ant-canary"})
  void isNotFound(String path, String headers) {
    assertThat(of(path, headers)).isNull();
  }
}
