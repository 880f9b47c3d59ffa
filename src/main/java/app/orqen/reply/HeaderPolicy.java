package app.orqen.reply;

import java.util.Locale;
import java.util.Set;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.spi.HeaderFilterStrategy;

/**
 * Which headers may cross a boundary; docs/api.md, "Headers that cross", has the lists. Camel asks with the message's own
 * names, so that all are compared in lower case.
 */
public enum HeaderPolicy implements HeaderFilterStrategy {

  /**
   * The policy of the gateway's own port. From a request only these names reach a route. An answer's headers are set on the
   * servlet response by name, so that none leaves by accident.
   */
  EDGE {
    @Override
    public boolean applyFilterToExternalHeaders(String name, Object value, Exchange exchange) {
      return !isFromClient(name);
    }

    @Override
    public boolean applyFilterToCamelHeaders(String name, Object value, Exchange exchange) {
      return true;
    }
  },

  /**
   * A provider. What a route holds on its way there came through {@link #EDGE} or was set by the route itself, so all of
   * it goes but Camel's own and what belongs to one connection. What comes back is a list again.
   */
  PROVIDER {
    @Override
    public boolean applyFilterToExternalHeaders(String name, Object value, Exchange exchange) {
      String lower = name.toLowerCase(Locale.ROOT);
      return !FROM_PROVIDER.contains(lower) && !lower.startsWith("anthropic-ratelimit-");
    }

    @Override
    public boolean applyFilterToCamelHeaders(String name, Object value, Exchange exchange) {
      // Most headers are Camel's own, and need no copy in lower case.
      return startsWith(name, "camel") || startsWith(name, "orqen") || OF_ONE_CONNECTION.contains(name.toLowerCase(Locale.ROOT));
    }
  };

  /** The beginning of the names of Anthropic's own headers, all of which go to a provider in Anthropic's form and to no other. */
  public static final String ANTHROPICS = "anthropic-";

  private static final Set<String> FROM_CLIENT = Set.of("content-type", "accept", "openai-beta", "idempotency-key");

  /** Returns whether a client's header may reach a route. */
  public static boolean isFromClient(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return FROM_CLIENT.contains(lower) || lower.startsWith(ANTHROPICS);
  }

  /**
   * Removes the headers whose names begin with a text in any case. Camel's own {@code removeHeaders} compiles its pattern again for each
   * header that it leaves.
   */
  public static void removeHeaders(Message message, String prefix) {
    message.getHeaders().keySet().removeIf(name -> startsWith(name, prefix));
  }

  private static boolean startsWith(String name, String prefix) {
    return name.regionMatches(true, 0, prefix, 0, prefix.length());
  }

  private static final Set<String> FROM_PROVIDER = Set.of("content-type", "content-length", "retry-after", "retry-after-ms",
      "openai-processing-ms", "x-should-retry", "x-request-id", "request-id", "x-amzn-requestid", "x-amzn-errortype",
      "apim-request-id");

  private static final Set<String> OF_ONE_CONNECTION = Set.of("host", "connection", "content-length",
      "transfer-encoding", "upgrade", "keep-alive", "te", "trailer", "expect", "accept-encoding", "content-type");
}
