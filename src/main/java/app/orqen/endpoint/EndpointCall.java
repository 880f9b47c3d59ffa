package app.orqen.endpoint;

import app.orqen.auth.Actor;
import app.orqen.inbound.Inbound;
import app.orqen.key.Principal;
import app.orqen.reply.GatewayException;
import org.apache.camel.Exchange;

/** One call of an endpoint. */
public final class EndpointCall {

  private final Exchange exchange;
  private final Inbound inbound;

  EndpointCall(Exchange exchange, Inbound inbound) {
    this.exchange = exchange;
    this.inbound = inbound;
  }

  /** Returns the request as it came in. */
  public Inbound inbound() {
    return inbound;
  }

  /** Returns the caller's account. Only for endpoints of an account: the operator has none. */
  public String accountId() {
    return caller().accountId();
  }

  /** Returns the caller's key and account. Only for endpoints of an account: the operator has neither. */
  public Principal caller() {
    return Principal.required(exchange);
  }

  /** Returns the caller as audit entries name it. */
  public Actor actor() {
    return Actor.of(exchange);
  }

  /** Returns the part of the path that the route calls <code>{name}</code>. */
  public String path(String name) {
    return exchange.getMessage().getHeader(name, "", String.class);
  }

  /**
   * Returns the query parameters.
   *
   * @throws GatewayException 400 when they can't be read
   */
  public Query query() {
    return Query.parse(inbound.request().getQueryString());
  }

  /** Returns a 404, the same for an id that doesn't exist and for one of another account. */
  public GatewayException notFound() {
    return GatewayException.notFound(inbound.path());
  }
}
