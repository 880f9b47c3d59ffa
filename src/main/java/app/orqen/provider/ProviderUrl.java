package app.orqen.provider;

import org.apache.camel.spi.PropertiesFunction;
import org.springframework.core.env.PropertyResolver;

/**
 * What a route file means by {@code {{provider-url:<id> <base URL> <path>}}}: the operator's own base URL for that
 * provider when one is set and not blank, else the one written there, with the path behind it. Without any, it leads
 * nowhere, and the provider does not exist.
 */
final class ProviderUrl implements PropertiesFunction {

  /** The base URL of a provider that has none: no network knows its host. */
  static final String NOWHERE = "http://no-base-url.invalid";

  private final PropertyResolver settings;

  ProviderUrl(PropertyResolver settings) {
    this.settings = settings;
  }

  @Override
  public String getName() {
    return "provider-url";
  }

  @Override
  public String apply(String remainder) {
    String[] words = remainder.trim().split("\\s+");
    if (words.length == 0 || words.length > 3 || words[0].isEmpty()) {
      throw new IllegalArgumentException(
          "'{{provider-url:" + remainder + "}}' is not understood; write id, base URL and path, with spaces between");
    }
    String path = words[words.length - 1].startsWith("/") ? words[words.length - 1] : "";
    String written = words.length > 1 && !words[1].startsWith("/") ? words[1] : NOWHERE;
    return BaseUrl.join(base(words[0], written), path);
  }

  private String base(String id, String written) {
    String own = settings.getProperty("orqen.providers." + id + ".base-url");
    return own == null || own.isBlank() ? written : own;
  }
}
