package app.orqen.dispatch.credential;

import app.orqen.credential.CredentialField;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import app.orqen.secret.Secret;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.caffeine.CaffeineConstants;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The route from a service account's key to an access token. The token comes from the cache while it lasts, else from Google.
 * The key signs a request (RFC 7523), which Google's token endpoint answers with a token for an hour. The endpoint is that of
 * the route {@code google-token}, even if a key file names another.
 *
 * <p>The header {@code CamelCaffeineKey} is the credential's fingerprint, and the body is its key file in base64 as a {@link
 * Secret}. The answer is a {@link Token}.
 */
final class GoogleTokenRoute extends RouteBuilder {

  static final String URI = "direct:google-access-token";
  /** The name of the cache's bean. */
  static final String CACHE = "googleTokenCache";

  private static final String FINGERPRINT = "orqenFingerprint";
  private static final Logger LOG = LoggerFactory.getLogger(GoogleTokenRoute.class);
  private static final String FIELD = CredentialField.VERTEX_CREDENTIALS.field();
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int MAX_TOKENS = 10_000;
  /** A token is not used for its last minutes, because a call may take so long. */
  private static final Duration MARGIN = Duration.ofMinutes(5);

  /**
   * An access token.
   *
   * @param life how long it may be used from now on
   */
  record Token(Secret value, Duration life) {}

  /** Makes the cache, which forgets each token when its time is over. */
  static Cache<String, Token> cache() {
    return Caffeine.newBuilder().maximumSize(MAX_TOKENS)
        .expireAfter(Expiry.<String, Token>creating((fingerprint, token) -> token.life())).build();
  }

  @Override
  public void configure() {
    from(URI).routeId("google-access-token")
        .routeDescription("Finds an access token for a service account's key")
        .errorHandler(noErrorHandler())
        .setVariable(FINGERPRINT, header(CaffeineConstants.KEY)).id("google-access-token-fingerprint")
        .to("caffeine-cache:" + CACHE + "?action=GET").id("google-access-token-cached")
        .filter(header(CaffeineConstants.ACTION_HAS_RESULT).isEqualTo(false)).id("google-access-token-missing")
          .process(GoogleTokenRoute::assertion).id("google-access-token-sign")
          .to("direct:google-token").id("google-access-token-ask")
          .process(GoogleTokenRoute::token).id("google-access-token-read")
          .setHeader(CaffeineConstants.KEY, variable(FINGERPRINT)).id("google-access-token-key") // the HTTP call dropped it
          .to("caffeine-cache:" + CACHE + "?action=PUT").id("google-access-token-keep")
        .end();
  }

  private static void assertion(Exchange exchange) {
    Message message = exchange.getMessage();
    String encoded = message.getBody(Secret.class).reveal();
    String assertion;
    try {
      assertion = ServiceAccount.parse(JSON.readTree(Base64.getDecoder().decode(encoded))).assertion(Instant.now());
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw GatewayException.badRequest(ErrorCode.INVALID_VALUE, FIELD,
          "'" + FIELD + "' must be the base64 of a service account's key file (base64 -w0 key.json).");
    }
    message.setHeader(Exchange.CONTENT_TYPE, "application/x-www-form-urlencoded");
    message.setBody("grant_type=urn%3Aietf%3Aparams%3Aoauth%3Agrant-type%3Ajwt-bearer&assertion=" + assertion);
  }

  private static void token(Exchange exchange) {
    Message answer = exchange.getMessage();
    Integer status = answer.getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
    if (status == null || status >= 500) {
      LOG.warn("Google's token endpoint answered with status {}", status);
      throw GoogleScheme.unreachable();
    }
    JsonNode body = body(answer);
    if (status != 200 || !body.path("access_token").isTextual()) {
      throw GatewayException.provider(ErrorCode.PROVIDER_CREDENTIALS_REJECTED, "Google refused the service account's key: "
          + body.path("error_description").asText(body.path("error").asText("status " + status)))
          .header("x-should-retry", "false");
    }
    Duration life = Duration.ofSeconds(body.path("expires_in").asLong(0)).minus(MARGIN);
    answer.setBody(new Token(Secret.of(body.get("access_token").asText()), life.isNegative() ? Duration.ZERO : life));
  }

  private static JsonNode body(Message answer) {
    try {
      return JSON.readTree(answer.getBody(String.class).getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw GatewayException.of(ErrorCode.PROVIDER_UNREACHABLE,
          "Google's token endpoint returned an answer that isn't JSON. Send the request again.");
    }
  }
}
