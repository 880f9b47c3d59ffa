package app.orqen.dispatch.address;

import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Which base URLs a caller may name: only those that an {@link AllowedHost} allows. A host that only a wildcard allows must not lead
 * into a private network, and none may lead to the gateway's own ports.
 */
public final class ApiBase implements DnsResolver {

  private final List<AllowedHost> allowedHosts;
  private final OwnPorts ownPorts;
  private final DnsResolver names;

  /**
   * Reads the list.
   *
   * @param names finds the addresses of a host
   * @throws IllegalArgumentException when an entry has none of the forms
   */
  ApiBase(String allowedHosts, OwnPorts ownPorts, DnsResolver names) {
    this.allowedHosts = Arrays.stream(allowedHosts.split("[,\\s]+")).filter(host -> !host.isEmpty()).map(AllowedHost::parse).toList();
    this.ownPorts = ownPorts;
    this.names = names;
  }

  /**
   * Returns the base URL without a trailing slash.
   *
   * @throws GatewayException 400 when it isn't an http(s) URL, or the list doesn't allow its scheme, host and port
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
    if (!http || !plain || uri.getHost() == null || allowedHosts.stream().noneMatch(allowed -> allowed.allows(uri))) {
      throw refused();
    }
    return apiBase.replaceAll("/+$", "");
  }

  private static GatewayException refused() {
    return GatewayException.badRequest(ErrorCode.API_BASE_NOT_ALLOWED, "api_base",
        "'api_base' must be a URL whose scheme, host and port the operator allows (ORQEN_API_BASE_ALLOWED_HOSTS). A wildcard such as "
            + "*.example.com allows only https on port 443.");
  }

  /** Finds addresses for what knows no port, so that only what is public is found. */
  @Override
  public InetAddress[] resolve(String host) throws UnknownHostException {
    InetAddress[] addresses = names.resolve(host);
    for (InetAddress address : addresses) {
      if (PrivateNetwork.contains(address)) {
        throw new RefusedAddressException("leads into a private network");
      }
    }
    return addresses;
  }

  @Override
  public List<InetSocketAddress> resolve(String host, int port) throws UnknownHostException {
    boolean mayBePrivate = allowedHosts.stream().anyMatch(allowed -> allowed.isExactly(host, port));
    InetAddress[] addresses = mayBePrivate ? names.resolve(host) : resolve(host);
    for (InetAddress address : addresses) {
      if (ownPorts.contains(address, port)) {
        throw new RefusedAddressException("leads to this gateway itself");
      }
    }
    return Arrays.stream(addresses).map(address -> new InetSocketAddress(address, port)).toList();
  }

  @Override
  public String resolveCanonicalHostname(String host) throws UnknownHostException {
    return names.resolveCanonicalHostname(host);
  }
}
