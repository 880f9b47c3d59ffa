package app.orqen.dashboard.page;

import app.orqen.dashboard.api.GatewayApi;
import app.orqen.dashboard.api.InnerCall;
import app.orqen.dashboard.session.Session;
import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.Map;

/** The names of an account's keys, for rows that have only their ids. */
public final class KeyNames {

  private static final int MOST = 1000;

  private final GatewayApi gateway;

  public KeyNames(GatewayApi gateway) {
    this.gateway = gateway;
  }

  /** Returns the names of the newest thousand keys by their ids. */
  public Map<String, String> of(HttpServletRequest request) {
    Map<String, String> names = new LinkedHashMap<>();
    gateway.rows(request, Session.of(request).principal(), () -> InnerCall.get("/v1/account/keys"), MOST)
        .forEach(key -> names.put(key.path("id").asText(), key.path("name").asText()));
    return names;
  }

  /** Returns a key's name, or its id when it has been revoked. */
  public static String name(Map<String, String> names, String id) {
    return names.getOrDefault(id, id);
  }
}
