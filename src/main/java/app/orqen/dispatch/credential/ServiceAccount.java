package app.orqen.dispatch.credential;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * One of Google's service accounts, from its key file.
 *
 * @param keyId tells Google which of the account's keys it is; may be empty
 */
record ServiceAccount(String email, String keyId, PrivateKey key) {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String AUDIENCE = "https://oauth2.googleapis.com/token";
  private static final String SCOPE = "https://www.googleapis.com/auth/cloud-platform";
  private static final long LIFE_SECONDS = 3600; // the longest that Google takes

  /**
   * Reads a key file.
   *
   * @throws GeneralSecurityException when its key isn't an RSA key
   * @throws IllegalArgumentException when it isn't a service account's file
   */
  static ServiceAccount parse(JsonNode file) throws GeneralSecurityException {
    String email = file.path("client_email").asText();
    String pem = file.path("private_key").asText();
    if (email.isEmpty() || pem.isEmpty()) {
      throw new IllegalArgumentException("no service account");
    }
    byte[] der = Base64.getMimeDecoder().decode(pem.replaceAll("-----[A-Z ]+-----", ""));
    PrivateKey key = KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(der));
    return new ServiceAccount(email, file.path("private_key_id").asText(), key);
  }

  /** Returns a signed request for an access token (RFC 7523) that is valid for an hour. */
  String assertion(Instant now) throws IOException, GeneralSecurityException {
    Map<String, Object> header = new LinkedHashMap<>(Map.of("alg", "RS256", "typ", "JWT"));
    if (!keyId.isEmpty()) {
      header.put("kid", keyId);
    }
    Map<String, Object> claims = Map.of("iss", email, "scope", SCOPE, "aud", AUDIENCE,
        "iat", now.getEpochSecond(), "exp", now.getEpochSecond() + LIFE_SECONDS);
    String signed = part(JSON.writeValueAsBytes(header)) + "." + part(JSON.writeValueAsBytes(claims));
    Signature signature = Signature.getInstance("SHA256withRSA");
    signature.initSign(key);
    signature.update(signed.getBytes(StandardCharsets.US_ASCII));
    return signed + "." + part(signature.sign());
  }

  private static String part(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
