package app.orqen.translate.chat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.Map;

/**
 * What the answer to a request needs to know of it, on surfaces whose answers say it again.
 *
 * @param tools by the names of functions, the tools that are something else to the client
 * @param echo fields of the request that its answer repeats; they are small, because they are kept while a stream lasts
 */
public record Asked(Map<String, CalledAs> tools, JsonNode echo) {

  /** A request of which the answer repeats nothing. */
  public static final Asked NOTHING = new Asked(Map.of(), JsonNodeFactory.instance.objectNode());

  /** Returns how the client knows a function. */
  public CalledAs calledAs(String function) {
    CalledAs known = tools.get(function);
    return known == null ? new CalledAs(CalledAs.Kind.FUNCTION, null, function) : known;
  }
}
