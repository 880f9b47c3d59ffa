package app.orqen.translate.front;

import static app.orqen.translate.front.Fixtures.json;
import static app.orqen.translate.front.Fixtures.text;
import static app.orqen.translate.front.Fixtures.utf8;
import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.translate.Wire;
import app.orqen.translate.error.ErrorKind;
import app.orqen.translate.error.ProviderError;
import app.orqen.translate.error.TranslationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Providers' errors in, surfaces' errors out: the tables of docs/api.md and docs/wires. */
class ErrorsTest {

  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      ANTHROPIC | 400 | {"type":"error","error":{"type":"invalid_request_error","message":"m"}}             |                            | INVALID_REQUEST | 400 |
      ANTHROPIC | 400 | {"type":"error","error":{"type":"invalid_request_error","message":"prompt is too long: 9 tokens"}} |               | INVALID_REQUEST | 400 | context_length_exceeded
      ANTHROPIC | 401 | {"type":"error","error":{"type":"authentication_error","message":"m"}}              |                            | AUTHENTICATION  | 401 | invalid_api_key
      ANTHROPIC | 402 | {"type":"error","error":{"type":"billing_error","message":"m"}}                     |                            | BILLING         | 402 | insufficient_quota
      ANTHROPIC | 413 | {"type":"error","error":{"type":"request_too_large","message":"m"}}                 |                            | TOO_LARGE       | 413 | request_too_large
      ANTHROPIC | 429 | {"type":"error","error":{"type":"rate_limit_error","message":"m"}}                  |                            | RATE_LIMIT      | 429 | rate_limit_exceeded
      ANTHROPIC | 429 | {"error":{"type":"rate_limit_error","message":"m","details":{"error_code":"enforced_spend_limit_reached"}}} |      | RATE_LIMIT      | 429 | enforced_spend_limit_reached
      ANTHROPIC | 529 | {"type":"error","error":{"type":"overloaded_error","message":"m"}}                  |                            | OVERLOADED      | 529 | server_is_overloaded
      ANTHROPIC | 504 | {"type":"error","error":{"type":"timeout_error","message":"m"}}                     |                            | TIMEOUT         | 504 |
      OPENAI    | 400 | {"error":{"message":"m","type":"invalid_request_error","param":"p","code":"unsupported_value"}} |                | INVALID_REQUEST | 400 | unsupported_value
      OPENAI    | 401 | {"error":{"message":"m","type":"invalid_request_error","code":"invalid_api_key"}}   |                            | AUTHENTICATION  | 401 | invalid_api_key
      OPENAI    | 404 | {"error":{"message":"m","type":"invalid_request_error","code":"model_not_found"}}   |                            | NOT_FOUND       | 404 | model_not_found
      OPENAI    | 429 | {"error":{"message":"m","type":"insufficient_quota","code":"insufficient_quota"}}   |                            | RATE_LIMIT      | 429 | insufficient_quota
      OPENAI    | 429 | {"error":{"message":"m","type":"insufficient_quota","code":null}}                   |                            | RATE_LIMIT      | 429 | insufficient_quota
      OPENAI    | 429 | {"error":{"message":"m","type":"tokens","code":null}}                               |                            | RATE_LIMIT      | 429 | rate_limit_exceeded
      OPENAI    | 503 | {"error":{"message":"m","type":"server_error","code":null}}                         |                            | OVERLOADED      | 503 | server_is_overloaded
      OPENAI    | 500 | {"error":{"message":"m","type":"server_error"}}                                     |                            | API             | 500 |
      OPENAI    | 408 | {"error":{"message":"m","type":"timeout_error"}}                                    |                            | INVALID_REQUEST | 408 |
      OPENAI    | 422 | {"detail":"m"}                                                                      |                            | INVALID_REQUEST | 422 |
      OPENAI    | 500 | {"error":"m"}                                                                       |                            | API             | 500 |
      OPENAI    | 500 | {"fault":{"faultstring":"m"}}                                                       |                            | API             | 500 |
      CONVERSE  | 400 | {"message":"m"}                                                                     | ValidationException:http:// | INVALID_REQUEST | 400 |
      CONVERSE  | 400 | {"message":"m"}                                                                     | ServiceQuotaExceededException | RATE_LIMIT   | 429 | rate_limit_exceeded
      CONVERSE  | 403 | {"Message":"m"}                                                                     | AccessDeniedException      | PERMISSION      | 403 |
      CONVERSE  | 403 | {"message":"m"}                                                                     | UnrecognizedClientException | AUTHENTICATION | 401 | invalid_api_key
      CONVERSE  | 403 | {"__type":"com.amazon#ExpiredTokenException","message":"m"}                         |                            | AUTHENTICATION  | 401 | invalid_api_key
      CONVERSE  | 404 | {"message":"m"}                                                                     | ResourceNotFoundException  | NOT_FOUND       | 404 | model_not_found
      CONVERSE  | 408 | {"message":"m"}                                                                     | ModelTimeoutException      | TIMEOUT         | 504 |
      CONVERSE  | 424 | {"message":"m"}                                                                     | ModelErrorException        | API             | 502 |
      CONVERSE  | 429 | {"message":"m"}                                                                     | ThrottlingException        | RATE_LIMIT      | 429 | rate_limit_exceeded
      CONVERSE  | 429 | {"message":"m"}                                                                     | ModelNotReadyException     | OVERLOADED      | 503 | server_is_overloaded
      CONVERSE  | 500 | {"message":"m"}                                                                     | InternalServerException    | API             | 500 |
      CONVERSE  | 503 | {"message":"m"}                                                                     | ServiceUnavailableException | OVERLOADED     | 503 | server_is_overloaded
      GEMINI    | 400 | {"error":{"code":400,"status":"INVALID_ARGUMENT","message":"m"}}                    |                            | INVALID_REQUEST | 400 |
      GEMINI    | 400 | {"error":{"code":400,"status":"INVALID_ARGUMENT","message":"API key not valid."}}   |                            | AUTHENTICATION  | 401 | invalid_api_key
      GEMINI    | 403 | {"error":{"code":403,"status":"PERMISSION_DENIED","message":"m"}}                   |                            | PERMISSION      | 403 |
      GEMINI    | 503 | [{"error":{"code":503,"status":"UNAVAILABLE","message":"m"}}]                       |                            | OVERLOADED      | 503 | server_is_overloaded
      """)
  void providersErrors(Wire wire, int status, String body, String header, ErrorKind kind, int mapped, String code) {
    ProviderError error = Translations.readError(wire, status, utf8(body), header);
    assertThat(error.kind()).isEqualTo(kind);
    assertThat(error.status()).isEqualTo(mapped);
    assertThat(error.code()).isEqualTo(code);
    assertThat(error.message()).isNotBlank();
  }

  /** Compares with "Types by status" of docs/api.md. */
  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      400,405,408,409,415,418,422,499 | invalid_request_error | invalid_request_error | ValidationException
      401                                 | authentication_error  | authentication_error  | UnrecognizedClientException
      402                                 | invalid_request_error | billing_error         | ServiceQuotaExceededException
      403                                 | permission_error      | permission_error      | AccessDeniedException
      424                                 | permission_error      | permission_error      | ModelErrorException
      404                                 | not_found_error       | not_found_error       | ResourceNotFoundException
      413                                 | invalid_request_error | request_too_large     | ValidationException
      429                                 | rate_limit_error      | rate_limit_error      | ThrottlingException
      500,501,502,505,520                 | api_error             | api_error             | InternalServerException
      503                                 | overloaded_error      | overloaded_error      | ServiceUnavailableException
      504                                 | timeout_error         | timeout_error         | ModelTimeoutException
      529                                 | overloaded_error      | overloaded_error      |
      """)
  void typesByStatus(String statuses, String openAi, String anthropic, String amazon) {
    for (String each : statuses.split(",")) {
      int status = Integer.parseInt(each);
      assertThat(Wire.OPENAI.surface().errors().type(status)).as(each).isEqualTo(openAi);
      assertThat(Wire.ANTHROPIC.surface().errors().type(status)).as(each).isEqualTo(anthropic);
      if (amazon != null) {
        assertThat(Wire.CONVERSE.surface().errors().type(status)).as(each).isEqualTo(amazon);
      }
      assertThat(Wire.OPENAI.surface().errors().type(ErrorKind.ofStatus(status))).as(each).isEqualTo(openAi);
      assertThat(Wire.ANTHROPIC.surface().errors().type(ErrorKind.ofStatus(status))).as(each).isEqualTo(anthropic);
    }
  }

  @Test
  void geminiSaysHowLongToWaitInTheBody() {
    ProviderError error = Translations.readError(Wire.GEMINI, 429, utf8("""
        {"error":{"code":429,"status":"RESOURCE_EXHAUSTED","message":"m",
          "details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"20.5s"}]}}"""), null);
    assertThat(error.kind()).isEqualTo(ErrorKind.RATE_LIMIT);
    assertThat(error.retryAfterMillis()).isEqualTo(20_500);
  }

  @Test
  void anErrorPageIsNotQuoted() {
    ProviderError error = Translations.readError(Wire.OPENAI, 502, utf8("<html>Bad gateway</html>"), null);
    assertThat(error.message()).isEqualTo("The provider answered with status 502.");
    assertThat(Translations.readError(Wire.OPENAI, 500, new byte[0], null).kind()).isEqualTo(ErrorKind.API);
  }

  @Test
  void anOverloadedProviderIs529ForAnthropicClientsOnly() {
    ProviderError error = Translations.readError(Wire.ANTHROPIC, 529, utf8("{}"), null);
    assertThat(Wire.ANTHROPIC.surface().errors().status(error)).isEqualTo(529);
    assertThat(Wire.OPENAI.surface().errors().status(error)).isEqualTo(503);
    assertThat(Wire.CONVERSE.surface().errors().status(error)).isEqualTo(503);
  }

  @Test
  void bodiesBySurface() {
    ProviderError error = ProviderError.of(ErrorKind.RATE_LIMIT, "slow \"down\"");
    assertThat(json(Translations.writeError(Wire.OPENAI, error, "r1"))).isEqualTo(json(
        "{\"error\":{\"message\":\"slow \\\"down\\\"\",\"type\":\"rate_limit_error\",\"param\":null,\"code\":\"rate_limit_exceeded\"}}"));
    assertThat(json(Translations.writeError(Wire.ANTHROPIC, error, "r1"))).isEqualTo(json(
        "{\"type\":\"error\",\"error\":{\"type\":\"rate_limit_error\",\"message\":\"slow \\\"down\\\"\"},\"request_id\":\"r1\"}"));
    assertThat(json(Translations.writeError(Wire.CONVERSE, error, "r1"))).isEqualTo(json("{\"message\":\"slow \\\"down\\\"\"}"));
    assertThat(Wire.CONVERSE.surface().errors().type(error.kind())).isEqualTo("ThrottlingException");
    assertThat(text(Translations.writeErrorEvent(Wire.ANTHROPIC, error, "r1"))).startsWith("event: error\ndata: {").endsWith("}\n\n");
  }

  @Test
  void anErrorInsideA200IsThrownAsTheProviders() throws Exception {
    try {
      Translations.of(Wire.ANTHROPIC, Wire.OPENAI).answer(
          utf8("{\"error\":{\"message\":\"out of credits\",\"code\":402}}"), Fixtures.CONTEXT);
    } catch (TranslationException e) {
      assertThat(e.status()).isEqualTo(402);
      assertThat(e.providerError().kind()).isEqualTo(ErrorKind.BILLING);
      return;
    }
    throw new AssertionError("not thrown");
  }
}
