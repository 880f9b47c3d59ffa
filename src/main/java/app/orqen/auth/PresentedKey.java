package app.orqen.auth;

import app.orqen.inbound.Inbound;
import app.orqen.key.ApiKey;
import app.orqen.translate.front.WireRegistry;
import app.orqen.translate.wire.Surface;
import java.util.Collections;
import java.util.Enumeration;
import java.util.Locale;

/** Finds the Orqen key that a request presents, by the rules of docs/api.md, "Keys". */
final class PresentedKey {

  private static final String SCHEME = "bearer ";

  private PresentedKey() {}

  /** Returns the well-formed key, or null when it is missing, malformed, repeated or contradicted by another header. */
  static String of(Inbound inbound) {
    String bearer = bearer(inbound);
    String key = bearer;
    String name = keyHeader(inbound);
    if (name != null) {
      String header = inbound.singleHeader(name);
      // Anthropic's SDKs send an empty one when its variable is set to nothing, so that only the bearer token counts.
      boolean presented = Collections.list(inbound.request().getHeaders(name)).stream().anyMatch(v -> !v.isBlank());
      if (presented && (header == null || bearer != null && !bearer.equals(header.trim()))) {
        return null;
      }
      if (bearer == null && presented && inbound.request().getHeader("Authorization") == null) {
        key = header.trim();
      }
    }
    return key != null && ApiKey.isWellFormed(key) ? key : null;
  }

  /** Returns the token of {@code Authorization: Bearer <token>}, or null. The scheme may be in any case (RFC 9110). */
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

  private static boolean isBelow(String path, String parent) {
    return path.startsWith(parent) && (path.length() == parent.length() || path.charAt(parent.length()) == '/');
  }

  /** Returns the header that may present a key on a path apart from {@code Authorization}, or null. */
  private static String keyHeader(Inbound inbound) {
    if (inbound.surface().keyHeader() != null) {
      return inbound.surface().keyHeader();
    }
    for (Surface surface : WireRegistry.surfaces()) {
      String shared = surface.sharedPath();
      if (shared != null && isBelow(inbound.path(), shared)) {
        return surface.keyHeader();
      }
    }
    return null;
  }
}
