package app.orqen.state;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.Exchange;

/**
 * Which stored response a call is about, and what is asked of it.
 *
 * @param method the method towards the provider
 * @param tail what follows the provider's path of responses: the id, what is asked for and the query
 */
public record StoredPath(String method, String tail) {

  private static final String VARIABLE = "orqenStoredPath";
  private static final Pattern PATH = Pattern.compile("(?:/v1)?/responses/([A-Za-z0-9_-]{1,200})(/cancel|/input_items)?");

  /** Returns the path of an exchange, or null when its call isn't about a stored response. */
  public static StoredPath of(Exchange exchange) {
    return exchange.getVariable(VARIABLE, StoredPath.class);
  }

  void attach(Exchange exchange) {
    exchange.setVariable(VARIABLE, this);
    exchange.setVariable("orqenMethod", method);
  }

  /** Takes a request's path apart into the id and what is asked for; null when it isn't such a path. */
  static Matcher match(String path) {
    Matcher match = PATH.matcher(path);
    return match.matches() ? match : null;
  }
}
