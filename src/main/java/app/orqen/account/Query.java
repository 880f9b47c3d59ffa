package app.orqen.account;

import app.orqen.inbound.Inbound;
import app.orqen.reply.GatewayException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.camel.Exchange;

/** The query of a request, and the pages of a list. Camel never sees parameters, so that none can pass for a header. */
public final class Query {

  private final Map<String, String> parameters = new HashMap<>();

  private Query(String text) {
    if (text == null) {
      return;
    }
    for (String pair : text.split("&")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        parameters.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
      }
    }
  }

  public static Query of(Exchange exchange) {
    return new Query(Inbound.of(exchange).request().getQueryString());
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw GatewayException.badRequest("invalid_query", null, "The query string can't be decoded.");
    }
  }

  /** A parameter, or null. */
  public String get(String name) {
    return parameters.get(name);
  }

  private int limit() {
    String text = parameters.getOrDefault("limit", "20");
    if (!text.matches("\\d{1,3}") || Integer.parseInt(text) < 1 || Integer.parseInt(text) > 100) {
      throw GatewayException.badRequest("invalid_value", "limit", "'limit' must be a whole number from 1 to 100.");
    }
    return Integer.parseInt(text);
  }

  private int offset() {
    String cursor = parameters.get("after");
    if (cursor == null) {
      return 0;
    }
    try {
      String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.US_ASCII);
      int offset = text.startsWith("o") ? Integer.parseInt(text.substring(1)) : -1;
      if (offset >= 0) {
        return offset;
      }
    } catch (IllegalArgumentException e) {
      // the message below says what it must be
    }
    throw GatewayException.badRequest("invalid_value", "after", "'after' must be the next_cursor of a list.");
  }

  /** Finds the rows of a page: at most so many, after so many. */
  @FunctionalInterface
  public interface Rows<T> {
    List<T> find(int limit, int offset);
  }

  /** The page that the query asks for, as a list object. */
  public <T> Map<String, Object> page(Rows<T> rows, Function<T, Object> json) {
    int limit = limit();
    int offset = offset();
    List<T> found = rows.find(limit + 1, offset);
    boolean more = found.size() > limit;
    List<Object> data = new ArrayList<>();
    found.stream().limit(limit).forEach(row -> data.add(json.apply(row)));
    Map<String, Object> list = new LinkedHashMap<>();
    list.put("object", "list");
    list.put("data", data);
    list.put("has_more", more);
    list.put("next_cursor", more ? Base64.getUrlEncoder().withoutPadding()
        .encodeToString(("o" + (offset + limit)).getBytes(StandardCharsets.US_ASCII)) : null);
    return list;
  }
}
