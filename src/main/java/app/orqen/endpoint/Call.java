package app.orqen.endpoint;

import app.orqen.auth.Actor;
import app.orqen.inbound.Inbound;
import app.orqen.key.Principal;
import app.orqen.reply.GatewayException;
import org.apache.camel.Exchange;

/** One call of an endpoint. */
public final class Call {

  private final Exchange exchange;
  private final Inbound inbound;

  Call(Exchange exchange, Inbound inbound) {
    this.exchange = exchange;
    this.inbound = inbound;
  }

  /** The request as it came in. */
  public Inbound inbound() {
    return inbound;
  }

  /** Whose account it is; only on endpoints of an account. */
  public String accountId() {
    Principal principal = Principal.of(exchange);
    if (principal == null) {
      throw GatewayException.invalidApiKey();
    }
    return principal.accountId();
  }

  /** Who calls, for what is written down of a change. */
  public Actor actor() {
    return Actor.of(exchange);
  }

  /** The part of the path that a route's <code>{name}</code> stands for. */
  public String path(String name) {
    return exchange.getMessage().getHeader(name, "", String.class);
  }

  /**
   * The parameters behind the path.
   *
   * @throws GatewayException 400 when they can't be read
   */
  public Query query() {
    return Query.parse(inbound.request().getQueryString());
  }

  /** Nothing of this name, or nothing that is this caller's: both look the same. */
  public GatewayException notFound() {
    return GatewayException.notFound(inbound.path());
  }
}
