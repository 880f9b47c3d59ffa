package app.orqen.translate.chat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * A tool that the provider runs itself. The client only switches it on.
 *
 * @param kind what it does, where more than one provider has such a tool
 * @param name what the client calls it
 * @param param the field of the client's request that switches it on
 * @param search how it is to search; null for a tool of another kind
 */
public record ServerTool(Kind kind, String name, String param, Search search) {

  /** What a provider's own tool does. */
  public enum Kind {
    WEB_SEARCH,
    CODE_EXECUTION,
    /** A search among the client's tools that are deferred. */
    TOOL_SEARCH,
    /** Anything that only one provider has: file search, remote servers and so on. */
    OTHER
  }

  /**
   * How a web search is to be done.
   *
   * @param maxUses how often the model may search, or null
   * @param allowed the only domains that may be in the results; empty when all may be
   * @param blocked domains that may not be in the results
   * @param location an object with {@code city}, {@code region}, {@code country} and {@code timezone}, each optional; or null
   * @param contextSize {@code low}, {@code medium} or {@code high}; or null
   */
  public record Search(Integer maxUses, List<String> allowed, List<String> blocked, JsonNode location, String contextSize) {

    /** Returns whether results from some domains are unwanted, which not every provider can promise. */
    public boolean isRestricted() {
      return !allowed.isEmpty() || !blocked.isEmpty();
    }
  }

  /** Returns a tool that isn't a web search. */
  public static ServerTool of(Kind kind, String name, String param) {
    return new ServerTool(kind, name, param, null);
  }

  /** Returns a web search. */
  public static ServerTool search(String name, String param, Search search) {
    return new ServerTool(Kind.WEB_SEARCH, name, param, search);
  }
}
