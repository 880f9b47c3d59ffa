package app.orqen.account;

import app.orqen.inbound.Inbound;
import app.orqen.reply.GatewayException;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.springframework.dao.DataAccessException;
import org.springframework.transaction.TransactionException;

/** One path of Orqen's own endpoints: a handler for each method that it has, and JSON for answers. */
public abstract class Endpoint implements Processor {

  /** Answers a call of one method. */
  @FunctionalInterface
  protected interface Handler {
    Answer handle(Exchange exchange);
  }

  /** What is answered; the body is turned to JSON. */
  protected record Answer(int status, Object body) {
    public static Answer ok(Object body) {
      return new Answer(200, body);
    }
  }

  private static final ObjectMapper JSON = new ObjectMapper();

  /** The methods of the path, in the order in which {@code Allow} names them. */
  protected abstract Map<String, Handler> methods();

  /** Refuses a caller whom no step of the route has let in. */
  protected abstract void requireCaller(Exchange exchange);

  @Override
  public final void process(Exchange exchange) {
    requireCaller(exchange);
    Inbound inbound = Inbound.of(exchange);
    Handler handler = methods().get(inbound.method().equals("HEAD") ? "GET" : inbound.method());
    if (handler == null) {
      throw GatewayException.methodNotAllowed(inbound.method(), inbound.path(),
          String.join(", ", methods().keySet()));
    }
    try {
      write(exchange, handler.handle(exchange));
    } catch (DataAccessException | TransactionException e) {
      throw GatewayException.of(503, "store_unavailable", "The database is temporarily unavailable. Retry in 30 seconds.")
          .header("Retry-After", "30");
    }
  }

  private static void write(Exchange exchange, Answer answer) {
    try {
      byte[] body = JSON.writeValueAsBytes(answer.body());
      Message message = exchange.getMessage();
      message.removeHeaders("*");
      message.setHeader(Exchange.HTTP_RESPONSE_CODE, answer.status());
      message.setHeader(Exchange.CONTENT_TYPE, "application/json");
      message.setBody(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A part of the path that stands between braces in the route. */
  protected static String pathVariable(Exchange exchange, String name) {
    return exchange.getMessage().getHeader(name, String.class);
  }
}
