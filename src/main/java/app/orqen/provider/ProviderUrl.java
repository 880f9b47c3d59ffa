package app.orqen.provider;

import org.apache.camel.spi.PropertiesFunction;
import org.springframework.core.env.PropertyResolver;

/**
 * What a route file means by {@code {{provider-url:<id> <base URL> <path>}}}: the operator's own base URL for that
 * provider when one is set and not blank, else the one written there, with the path behind it. With neither ({@code none}
 * is written) it leads nowhere, and the provider does not exist. A path that begins with {@code none} leads nowhere too: the
 * provider has no such endpoint.
 */
final class ProviderUrl implements PropertiesFunction {

  /** Where a call to such a provider would lead: no network knows its host. */
  private static final String NOWHERE = "http://no-base-url.invalid";

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
    if (words.length != 3) {
      throw new IllegalArgumentException(
          "'{{provider-url:" + remainder + "}}' is not understood; write id, base URL and path, with spaces between");
    }
    if (words[2].startsWith(ProviderParameters.NONE)) {
      return NOWHERE;
    }
    String written = words[1].equals(ProviderParameters.NONE) ? NOWHERE : words[1];
    return BaseUrl.join(base(words[0], written), words[2]);
  }

  /** Returns the operator's base URL for a provider, or the one in the route. */
  String base(String id, String written) {
    String own = settings.getProperty("orqen.providers." + id + ".base-url");
    return own == null || own.isBlank() ? written : own;
  }
}
