package app.orqen.dispatch.credential;

import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import app.orqen.secret.Secret;
import app.orqen.vault.Credential;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.apache.camel.Exchange;
import org.apache.camel.ProducerTemplate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Access tokens for the keys of Google's service accounts: the key signs a request, Google's token endpoint answers it with a
 * token for an hour. The endpoint is that of the route {@code google-token}, whatever a key file names.
 */
final class GoogleTokens {

  private static final Logger LOG = LoggerFactory.getLogger(GoogleTokens.class);
  private static final String FIELD = "vertex_credentials";
  private static final ObjectMapper JSON = new ObjectMapper();
  /** A token is not used for its last minutes: a call may take so long. */
  private static final Duration MARGIN = Duration.ofMinutes(5);

  private record Token(Secret value, Instant until) {}

  private final ProducerTemplate camel;
  private final Cache<String, Token> tokens = Caffeine.newBuilder().maximumSize(10_000).build();

  GoogleTokens(ProducerTemplate camel) {
    this.camel = camel;
  }

  /**
   * The credential with an access token as its {@code api_key}; the same when it holds no service account's key.
   *
   * @throws GatewayException 400 when that is no key, 424 when Google refuses it, 502 when Google can't be asked
   */
  Credential exchange(Credential credential) {
    String encoded = credential.reveal(FIELD);
    if (encoded == null) {
      return credential;
    }
    String fingerprint = credential.fingerprint();
    Token token = tokens.getIfPresent(fingerprint);
    if (token == null || Instant.now().isAfter(token.until())) {
      token = fetch(assertion(encoded));
      tokens.put(fingerprint, token);
    }
    return credential.with("api_key", token.value());
  }

  private static String assertion(String encoded) {
    try {
      return ServiceAccount.parse(JSON.readTree(Base64.getDecoder().decode(encoded))).assertion(Instant.now());
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw GatewayException.badRequest(ErrorCode.INVALID_VALUE, FIELD,
          "'" + FIELD + "' must be the base64 of a service account's key file (base64 -w0 key.json).");
    }
  }

  private Token fetch(String assertion) {
    Exchange answer = camel.request("direct:google-token", request -> {
      request.getMessage().setHeader(Exchange.CONTENT_TYPE, "application/x-www-form-urlencoded");
      request.getMessage().setBody(
          "grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=" + assertion);
    });
    Integer status = answer.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
    if (answer.getException() != null || status == null || status >= 500) {
      LOG.warn("Google's token endpoint: status {}, {}", status, String.valueOf(answer.getException()));
      throw GatewayException.of(ErrorCode.PROVIDER_UNREACHABLE, "Google's token endpoint can't be reached. Send the request again.");
    }
    JsonNode body = body(answer);
    if (status != 200 || !body.path("access_token").isTextual()) {
      throw GatewayException.provider(ErrorCode.PROVIDER_CREDENTIALS_REJECTED, "Google refused the service account's key: "
          + body.path("error_description").asText(body.path("error").asText("status " + status)))
          .header("x-should-retry", "false");
    }
    Duration life = Duration.ofSeconds(body.path("expires_in").asLong(0)).minus(MARGIN);
    return new Token(Secret.of(body.get("access_token").asText()), Instant.now().plus(life));
  }

  private static JsonNode body(Exchange answer) {
    try {
      return JSON.readTree(answer.getMessage().getBody(String.class).getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw GatewayException.of(ErrorCode.PROVIDER_UNREACHABLE, "Google's token endpoint returned an answer that isn't JSON. Send the request again.");
    }
  }
}
