package app.orqen.dispatch.address;

import java.net.URI;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One entry of {@code ORQEN_API_BASE_ALLOWED_HOSTS}: {@code host}, {@code host:port}, {@code *.domain} or {@code *.domain:port}, each
 * with or without {@code http://} or {@code https://} in front.
 *
 * @param scheme in lower case; null when it is not given
 * @param host without the star, in lower case: {@code .domain} of a wildcard
 * @param port -1 when it is not given
 */
record AllowedHost(String scheme, boolean wildcard, String host, int port) {

  private static final Pattern ENTRY = Pattern.compile("(?:(https?)://)?(\\*(?=\\.[^.]))?(\\[[0-9a-f:.]+]|[^:/\\s\\[\\]*]+)(?::(\\d{1,5}))?/?");

  /**
   * Reads an entry.
   *
   * @throws IllegalArgumentException when it has none of the forms
   */
  static AllowedHost parse(String entry) {
    Matcher parts = ENTRY.matcher(entry.toLowerCase(Locale.ROOT));
    if (!parts.matches()) {
      throw new IllegalArgumentException("ORQEN_API_BASE_ALLOWED_HOSTS: '" + entry + "' is neither a host, nor host:port, nor *.domain.");
    }
    return new AllowedHost(parts.group(1), parts.group(2) != null, parts.group(3),
        parts.group(4) == null ? -1 : Integer.parseInt(parts.group(4)));
  }

  /** Returns the port of a URL, given or the one of its scheme. */
  static int port(URI uri) {
    return uri.getPort() >= 0 ? uri.getPort() : defaultPort(uri.getScheme());
  }

  private static int defaultPort(String scheme) {
    return "http".equalsIgnoreCase(scheme) ? 80 : 443;
  }

  /** Returns whether a base URL may lead there. A wildcard without a port means https on port 443: a key would go in clear else. */
  boolean allows(URI uri) {
    return named(uri.getHost().toLowerCase(Locale.ROOT)) && schemeAllowed(uri.getScheme()) && portAllowed(port(uri));
  }

  /** Returns whether the operator named this very host and port, so that it may be in a private network. */
  boolean isExactly(String name, int number) {
    return !wildcard && named(name.toLowerCase(Locale.ROOT)) && portAllowed(number);
  }

  private boolean named(String name) {
    return wildcard ? name.endsWith(host) && name.length() > host.length() : name.equals(host) || ("[" + name + "]").equals(host);
  }

  private boolean schemeAllowed(String given) {
    if (scheme != null) {
      return scheme.equalsIgnoreCase(given);
    }
    return !wildcard || port >= 0 || "https".equalsIgnoreCase(given);
  }

  private boolean portAllowed(int number) {
    if (port >= 0) {
      return port == number;
    }
    return !wildcard || number == defaultPort(scheme == null ? "https" : scheme);
  }
}
