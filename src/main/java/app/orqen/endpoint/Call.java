package app.orqen.endpoint;

import app.orqen.inbound.Inbound;
import app.orqen.key.Principal;
import app.orqen.reply.BodyReader;
import app.orqen.reply.GatewayException;
import app.orqen.request.JsonContent;
import org.apache.camel.Exchange;

/** One call of an endpoint. Its body is read when a handler asks for it: after the method proved right. */
public final class Call {

  private final Exchange exchange;
  private final Inbound inbound;
  private final long maxBytes;

  Call(Exchange exchange, Inbound inbound, long maxBytes) {
    this.exchange = exchange;
    this.inbound = inbound;
    this.maxBytes = maxBytes;
  }

  /** Who calls; only on endpoints of an account. */
  public Principal principal() {
    Principal principal = Principal.of(exchange);
    if (principal == null) {
      throw GatewayException.invalidApiKey();
    }
    return principal;
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

  /** Checks the content type, then reads the body, which must be an object of these fields and no others. */
  public JsonBody body(String... fields) {
    JsonBody body = body();
    body.allow(fields);
    return body;
  }

  /** As {@link #body(String...)}, with fields that the handler checks. */
  public JsonBody body() {
    JsonContent.require(inbound);
    return JsonBody.parse(BodyReader.read(inbound, maxBytes));
  }

  /** Nothing of this name, or nothing that is this caller's: both look the same. */
  public GatewayException notFound() {
    return GatewayException.notFound(inbound.path());
  }
}
