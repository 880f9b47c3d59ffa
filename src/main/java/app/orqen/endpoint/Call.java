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

  /** Who calls; only on endpoints of an account. */
  public Principal principal() {
    Principal principal = Principal.of(exchange);
    if (principal == null) {
      throw GatewayException.invalidApiKey();
    }
    return principal;
  }

  /** Who calls, for what is written down of a change. */
  public Actor actor() {
    return Actor.of(exchange);
  }

  public String accountId() {
    return principal().accountId();
  }

  /** The part of the path that a route's <code>{name}</code> stands for. */
  public String path(String name) {
    return exchange.getMessage().getHeader(name, "", String.class);
  }

  public Query query() {
    return Query.parse(inbound.request().getQueryString());
  }

  /** Nothing of this name, or nothing that is this caller's: both look the same. */
  public GatewayException notFound() {
    return GatewayException.notFound(inbound.path());
  }
}
