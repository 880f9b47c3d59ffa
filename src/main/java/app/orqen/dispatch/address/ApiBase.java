package app.orqen.dispatch.address;

import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.SystemDefaultDnsResolver;

/**
 * Which base URLs a caller may name. Only hosts that the operator listed, exactly or by {@code *.domain}; one found by a
 * wildcard must not lead into a private network.
 */
public final class ApiBase implements DnsResolver {

  private final List<String> allowedHosts;

  ApiBase(String allowedHosts) {
    this.allowedHosts = Arrays.stream(allowedHosts.split("[,\\s]+"))
        .filter(host -> !host.isEmpty()).map(host -> host.toLowerCase(Locale.ROOT)).toList();
  }

  /**
   * The base URL without a trailing slash.
   *
   * @throws GatewayException 400 when it is no http(s) URL, or its host is not allowed
   */
  public String require(String apiBase) {
    URI uri;
    try {
      uri = new URI(apiBase);
    } catch (URISyntaxException e) {
      throw refused();
    }
    boolean plain = uri.getUserInfo() == null && uri.getQuery() == null && uri.getFragment() == null;
    boolean http = "https".equalsIgnoreCase(uri.getScheme()) || "http".equalsIgnoreCase(uri.getScheme());
    if (!http || !plain || uri.getHost() == null || !isAllowed(uri)) {
      throw refused();
    }
    return apiBase.replaceAll("/+$", "");
  }

  private boolean isAllowed(URI uri) {
    String host = uri.getHost().toLowerCase(Locale.ROOT);
    return isListed(host) || isListed(host + ":" + uri.getPort()) || allowedHosts.stream()
        .anyMatch(allowed -> allowed.startsWith("*.") && host.endsWith(allowed.substring(1)));
  }

  private boolean isListed(String host) {
    return allowedHosts.contains(host);
  }

  private static GatewayException refused() {
    return GatewayException.badRequest(ErrorCode.API_BASE_NOT_ALLOWED, "api_base",
        "'api_base' must be an http(s) URL whose host the operator allows (ORQEN_API_BASE_ALLOWED_HOSTS).");
  }

  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    InetAddress[] addresses = SystemDefaultDnsResolver.INSTANCE.resolve(host);
    boolean listed = allowedHosts.stream().anyMatch(allowed -> allowed.equals(host) || allowed.startsWith(host + ":"));
    if (!listed && Arrays.stream(addresses).anyMatch(ApiBase::isPrivate)) {
      throw new UnknownHostException(host + " leads into a private network");
    }
    return addresses;
  }

  private static boolean isPrivate(InetAddress address) {
    byte[] bytes = address.getAddress();
    boolean uniqueLocal = bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc;
    boolean carrierGrade = bytes.length == 4 && bytes[0] == 100 && (bytes[1] & 0xc0) == 64;
    return address.isLoopbackAddress() || address.isAnyLocalAddress() || address.isLinkLocalAddress()
        || address.isSiteLocalAddress() || address.isMulticastAddress() || uniqueLocal || carrierGrade;
  }

  @Override
  public String resolveCanonicalHostname(String host) throws UnknownHostException {
    return SystemDefaultDnsResolver.INSTANCE.resolveCanonicalHostname(host);
  }
}
