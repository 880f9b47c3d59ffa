package app.orqen.endpoint;

import app.orqen.auth.Access;
import app.orqen.auth.AuthenticateOperator;
import app.orqen.inbound.Inbound;
import app.orqen.key.Principal;
import app.orqen.reply.GatewayException;
import app.orqen.reply.JsonReply;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.InvalidDataAccessResourceUsageException;
import org.springframework.transaction.TransactionException;

/**
 * A step that answers one of the gateway's own endpoints, with a handler for each method. It refuses a caller that no earlier
 * step has proven, even if the route lacks that step.
 */
public final class Endpoint implements Processor {

  private static final Logger LOG = LoggerFactory.getLogger(Endpoint.class);
  /** Writes amounts of money as plain digits: 0.0000001, not 1E-7. */
  private static final ObjectMapper JSON = JsonMapper.builder().enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN).build();

  private final Consumer<Exchange> requireCaller;
  /** A handler with the query parameters that it takes. */
  private record Taking(Handler handler, List<String> parameters) {}

  private final Map<String, Taking> handlers = new LinkedHashMap<>();

  private Endpoint(Consumer<Exchange> requireCaller) {
    this.requireCaller = requireCaller;
  }

  /** Makes an endpoint of the caller's own account. */
  static Endpoint ofAccount() {
    return new Endpoint(exchange -> {
      Access.requireAccount(Principal.required(exchange), Inbound.of(exchange));
    });
  }

  /** Makes an endpoint for the operator only. */
  static Endpoint ofOperator() {
    return new Endpoint(AuthenticateOperator::require);
  }

  /** Adds a method. GET adds HEAD too. */
  Endpoint on(String method, Handler handler, String... parameters) {
    Taking taking = new Taking(handler, List.of(parameters));
    handlers.put(method, taking);
    if (method.equals("GET")) {
      handlers.put("HEAD", taking);
    }
    return this;
  }

  /** Returns the methods that it has, as the header {@code Allow} lists them. */
  String methods() {
    return String.join(", ", handlers.keySet());
  }

  @Override
  public void process(Exchange exchange) {
    requireCaller.accept(exchange);
    Inbound inbound = Inbound.of(exchange);
    Taking taking = handlers.get(inbound.method());
    if (taking == null) {
      throw GatewayException.methodNotAllowed(inbound.method(), inbound.path(), methods());
    }
    EndpointCall call = new EndpointCall(exchange, inbound);
    call.query().requireOnly(taking.parameters);
    write(exchange, handle(taking.handler, call));
  }

  private static Answer handle(Handler handler, EndpointCall call) {
    try {
      return handler.handle(call);
    } catch (DataIntegrityViolationException | InvalidDataAccessResourceUsageException e) {
      // A fault of the gateway, because the database answers.
      throw e;
    } catch (DataAccessException | TransactionException e) {
      LOG.warn("The database can't be reached: {}", e.toString());
      throw GatewayException.authUnavailable();
    }
  }

  private static void write(Exchange exchange, Answer answer) {
    // An answer shows a created key once, and no cache may keep it.
    Inbound.of(exchange).response().setHeader("Cache-Control", "no-store");
    JsonReply.set(exchange, answer.status(), json(answer));
  }

  private static byte[] json(Answer answer) {
    try {
      return JSON.writeValueAsBytes(answer.body());
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("an answer can't be written as JSON", e);
    }
  }
}
