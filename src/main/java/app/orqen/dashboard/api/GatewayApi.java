package app.orqen.dashboard.api;

import app.orqen.endpoint.Endpoint;
import app.orqen.endpoint.EndpointRoutes;
import app.orqen.inbound.Inbound;
import app.orqen.inbound.Outcome;
import app.orqen.inbound.RequestListener;
import app.orqen.key.Principal;
import app.orqen.reply.GatewayException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.NullNode;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.support.DefaultExchange;

/**
 * The gateway's own API, called inside the process. The dashboard asks the steps that answer the same calls over HTTP, so that
 * their rules, messages and effects are its own.
 */
public final class GatewayApi {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CHAT = "direct:dashboard-chat";

  private final CamelContext camel;
  private final ProducerTemplate producer;
  private final Map<String, Endpoint> endpoints = new HashMap<>();
  private final List<RequestListener> listeners;

  /**
   * Keeps what calls need.
   *
   * @param endpoints all endpoints of the gateway, which are found by their paths
   */
  public GatewayApi(CamelContext camel, ProducerTemplate producer, List<EndpointRoutes> endpoints,
      List<RequestListener> listeners) {
    endpoints.forEach(routes -> this.endpoints.putAll(routes.endpoints()));
    this.camel = camel;
    this.producer = producer;
    this.listeners = listeners;
  }

  /** The outcome of a model call. */
  public record ChatAnswer(int status, JsonNode body, String errorCode, String errorSource, double millis) {}

  /**
   * Calls an endpoint by its path, or a step by its name.
   *
   * @return the body of its answer
   * @throws GatewayException when the call is refused
   */
  public JsonNode call(HttpServletRequest browser, Principal caller, InnerCall call) {
    Exchange exchange = exchange(browser, call);
    caller.attach(exchange);
    process(call.step(), exchange);
    return read(exchange);
  }

  /** Returns the rows of a list, page after page, until there are no more or at least so many are there. */
  public List<JsonNode> rows(HttpServletRequest browser, Principal caller, Supplier<InnerCall> list, int enough) {
    List<JsonNode> rows = new ArrayList<>();
    String after = "";
    do {
      JsonNode page = call(browser, caller, list.get().with("limit", "100").with("after", after));
      page.path("data").forEach(rows::add);
      after = page.path("next_cursor").asText("");
    } while (!after.isEmpty() && rows.size() < enough);
    return rows;
  }

  /**
   * Proves a key as the step {@code authenticate} does. Failed attempts count.
   *
   * @throws GatewayException when the key isn't valid
   */
  public Principal prove(HttpServletRequest browser, String key) {
    Exchange exchange = exchange(browser, InnerCall.get("authenticate").at("/v1/account/me").withKey(key));
    process("authenticate", exchange);
    return Principal.of(exchange);
  }

  /**
   * Asks for a chat completion through the whole chain. It is counted and recorded like any other.
   *
   * @param variables of the exchange, for steps that read them
   */
  public ChatAnswer chat(HttpServletRequest browser, Principal caller, JsonNode body, Map<String, String> variables) {
    Exchange exchange = exchange(browser, InnerCall.post("chat", body).at("/v1/chat/completions"));
    variables.forEach(exchange::setVariable);
    Inbound inbound = Inbound.of(exchange);
    caller.attach(exchange);
    Outcome outcome = inbound.outcome();
    outcome.authenticated(caller.accountId(), caller.keyId());
    listeners.forEach(listener -> listener.started(inbound));
    try {
      producer.send(CHAT, exchange);
      inbound.answering();
      Integer status = exchange.getMessage().getHeader(Exchange.HTTP_RESPONSE_CODE, Integer.class);
      outcome.answered(status == null ? 200 : status);
      return new ChatAnswer(outcome.status(), read(exchange), outcome.errorCode(), outcome.errorSource(),
          (System.nanoTime() - inbound.startNanos()) / 1e6);
    } finally {
      listeners.forEach(listener -> listener.ended(inbound));
    }
  }

  private Exchange exchange(HttpServletRequest browser, InnerCall call) {
    Exchange exchange = new DefaultExchange(camel);
    Inbound page = Inbound.of(browser);
    new Inbound(new InnerRequest(browser, call), new NoResponse(page.response()), call.path(), page.bodyTime(),
        page.memory())
        .attach(exchange);
    call.variables().forEach(exchange.getMessage()::setHeader);
    return exchange;
  }

  private void process(String step, Exchange exchange) {
    try {
      Processor endpoint = endpoints.get(step);
      (endpoint != null ? endpoint : camel.getRegistry().lookupByNameAndType(step, Processor.class)).process(exchange);
    } catch (RuntimeException e) {
      throw e;
    } catch (Exception e) {
      throw new IllegalStateException("the step " + step + " failed", e);
    }
  }

  private static JsonNode read(Exchange exchange) {
    byte[] body = exchange.getMessage().getBody(byte[].class);
    try {
      return body == null || body.length == 0 ? NullNode.instance : JSON.readTree(body);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
