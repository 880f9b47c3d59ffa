package app.orqen.auth;

import app.orqen.inbound.Inbound;
import app.orqen.key.Principal;
import app.orqen.key.Scope;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import java.util.List;

/** Holds a proven key to its scope and to its networks. */
public final class Access {

  /** The endpoints of an account, and their short aliases. */
  private static final List<String> OF_ACCOUNT = List.of("/v1/account", "/v1/keys", "/v1/usage", "/v1/requests");

  private Access() {}

  /**
   * Refuses a request that the key's scope or networks don't allow.
   *
   * @throws GatewayException 403
   */
  static void require(Principal principal, Inbound inbound) {
    String path = inbound.routedPath();
    if (OF_ACCOUNT.stream().anyMatch(prefix -> path.equals(prefix) || path.startsWith(prefix + "/"))) {
      requireAccount(principal, inbound);
    } else if (principal.rules().scope() == Scope.READ) {
      throw refusal("has the scope 'read', which opens only GET of /v1/account");
    }
    requireNetwork(principal, inbound);
  }

  /**
   * Refuses a request to an endpoint of the account that the key's scope doesn't allow.
   *
   * @throws GatewayException 403
   */
  public static void requireAccount(Principal principal, Inbound inbound) {
    switch (principal.rules().scope()) {
      case ALL -> { }
      case MODELS -> throw refusal("has the scope 'models', which opens only model calls and the list of models");
      case READ -> {
        if (!inbound.isRead()) {
          throw refusal("has the scope 'read', which changes nothing");
        }
      }
    }
  }

  private static GatewayException refusal(String what) {
    return GatewayException.of(ErrorCode.SCOPE_NOT_ALLOWED, "This key " + what + ". Use a key with the scope 'all'.");
  }

  /**
   * Refuses a request from an address that is in none of the key's networks.
   *
   * @throws GatewayException 403
   */
  public static void requireNetwork(Principal principal, Inbound inbound) {
    if (!principal.rules().networks().contain(inbound.request().getRemoteAddr())) {
      throw GatewayException.of(ErrorCode.NETWORK_NOT_ALLOWED,
          "This key can't be used from " + inbound.request().getRemoteAddr() + ". Use it from one of its networks.");
    }
  }
}
