package app.orqen.auth;

import app.orqen.inbound.Inbound;
import app.orqen.inbound.Surface;
import app.orqen.key.ApiKey;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Locale;

/** Finds the Orqen key that a request presents, by the rules of docs/api.md, "Keys". */
final class PresentedKey {

  private static final String SCHEME = "bearer ";

  private PresentedKey() {}

  /** The well-formed key, or null for anything else: missing, malformed, repeated, contradicting. */
  static String of(Inbound inbound) {
    String bearer = bearer(inbound);
    String key = bearer;
    if (takesApiKeyHeader(inbound)) {
      String header = inbound.singleHeader("x-api-key");
      // Anthropic's SDKs send an empty one when its variable is set to nothing, so that the bearer token alone serves.
      boolean presented = Collections.list(inbound.request().getHeaders("x-api-key")).stream().anyMatch(v -> !v.isBlank());
      if (presented && (header == null || bearer != null && !bearer.equals(header.trim()))) {
        return null;
      }
      if (bearer == null && presented && inbound.request().getHeader("Authorization") == null) {
        key = header.trim();
      }
    }
    return key != null && ApiKey.isWellFormed(key) ? key : null;
  }

  /** The token of {@code Authorization: Bearer <token>}, the scheme in any case (RFC 9110), or null. */
  static String bearer(Inbound inbound) {
    Enumeration<String> values = inbound.request().getHeaders("Authorization");
    if (!values.hasMoreElements()) {
      return null;
    }
    String value = values.nextElement();
    if (values.hasMoreElements() || value.length() <= SCHEME.length()
        || !value.substring(0, SCHEME.length()).toLowerCase(Locale.ROOT).equals(SCHEME)) {
      return null;
    }
    return value.substring(SCHEME.length()).trim();
  }

  private static boolean takesApiKeyHeader(Inbound inbound) {
    String path = inbound.path();
    return inbound.surface() == Surface.ANTHROPIC || path.equals("/v1/models") || path.startsWith("/v1/models/");
  }
}
