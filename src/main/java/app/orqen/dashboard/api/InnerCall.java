package app.orqen.dashboard.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * One call of an endpoint, named by the path of its route, or of a step, named by its bean. It holds what would be an HTTP
 * request if it came from a client.
 */
public final class InnerCall {

  private final String step;
  private final String method;
  private final byte[] body;
  private final Map<String, Object> variables = new HashMap<>();
  private final StringBuilder query = new StringBuilder();
  private String path = "/v1/account";
  private String key;

  private InnerCall(String step, String method, JsonNode body) {
    this.step = step;
    this.method = method;
    this.body = body == null ? new byte[0] : body.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** Makes a call that reads. */
  public static InnerCall get(String step) {
    return new InnerCall(step, "GET", null);
  }

  public static InnerCall delete(String step) {
    return new InnerCall(step, "DELETE", null);
  }

  public static InnerCall post(String step, JsonNode body) {
    return new InnerCall(step, "POST", body);
  }

  public static InnerCall put(String step, JsonNode body) {
    return new InnerCall(step, "PUT", body);
  }

  public static InnerCall patch(String step, JsonNode body) {
    return new InnerCall(step, "PATCH", body);
  }

  /** Sets the value of a name between braces in the route's path. */
  public InnerCall on(String name, String value) {
    variables.put(name, value);
    return this;
  }

  /** Adds a parameter to the query, unless it is null or empty. */
  public InnerCall with(String name, String value) {
    if (value != null && !value.isEmpty()) {
      query.append(query.length() == 0 ? "" : "&").append(name).append('=')
          .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
    }
    return this;
  }

  /** Sets the path, for steps that read it. */
  public InnerCall at(String where) {
    path = where;
    return this;
  }

  InnerCall withKey(String orqenKey) {
    key = orqenKey;
    return this;
  }

  String step() {
    return step;
  }

  String method() {
    return method;
  }

  byte[] body() {
    return body;
  }

  String path() {
    return path;
  }

  String query() {
    return query.length() == 0 ? null : query.toString();
  }

  String key() {
    return key;
  }

  Map<String, Object> variables() {
    return variables;
  }
}
