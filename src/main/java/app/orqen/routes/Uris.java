package app.orqen.routes;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import org.yaml.snakeyaml.nodes.Node;

/** Reads the addresses of route files, and says what is wrong with one. */
final class Uris {

  /** The option that completes the URI where Kaoto has taken it apart, by scheme. */
  private static final Map<String, String> REST = Map.of("direct", "name", "platform-http", "path", "http", "httpUri",
      "https", "httpUri");
  private static final List<String> WEB = List.of("https", "http");

  private Uris() {}

  /**
   * Returns the address of a step or of a route's beginning, whether it is written as one text or in parts, as Kaoto does it. Returns
   * null when the step has no address.
   */
  static String of(Node step) {
    String uri = YamlTree.text(step) != null ? YamlTree.text(step) : YamlTree.text(step, "uri");
    if (uri == null || uri.contains(":")) {
      return uri;
    }
    String rest = REST.containsKey(uri) ? YamlTree.text(YamlTree.get(step, "parameters"), REST.get(uri)) : null;
    return rest == null ? uri : uri + ":" + rest;
  }

  /**
   * Returns what is wrong with a web address, as a finding's text and hint; null when it can be called.
   *
   * @param url the address; {@code {region}} and the like in it are filled in at the call
   */
  static String[] fault(String url) {
    String scheme = url.contains(":") ? url.substring(0, url.indexOf(':')) : "";
    String rest = url.contains(":") ? url.substring(url.indexOf(':') + 1).replaceFirst("^/*", "") : url;
    if (!WEB.contains(scheme)) {
      boolean host = scheme.contains(".") || scheme.equals("localhost") || scheme.isEmpty();
      return new String[] {"'" + url + "' isn't a URL that begins with https:// or http://.",
          "Did you mean 'https://" + (host ? url.replaceFirst("^/*", "") : rest) + "'?"};
    }
    if (!url.startsWith(scheme + "://") || rest.startsWith("/")) {
      return new String[] {"'" + url + "' isn't a URL: behind '" + scheme + ":' there must be two slashes.",
          "Did you mean '" + scheme + "://" + rest + "'?"};
    }
    String filled = url.replaceAll("\\{[a-zA-Z_]+}", "x");
    try {
      URI uri = new URI(filled);
      if (uri.getHost() == null || uri.getHost().startsWith(".") || uri.getHost().contains("..")) {
        return new String[] {"'" + url + "' isn't a URL: it has no valid host.", "Write it as 'https://host/path'."};
      }
      if (uri.getRawQuery() != null || uri.getRawFragment() != null) {
        return new String[] {"'" + url + "' has a part that begins with ? or #, and a path is put behind it.",
            "Write the URL without that part."};
      }
      return null;
    } catch (URISyntaxException e) {
      return new String[] {"'" + url + "' isn't a URL: " + e.getReason() + ".", "Write it as 'https://host/path'."};
    }
  }
}
