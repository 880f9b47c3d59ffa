package app.orqen.dispatch.address;

import app.orqen.provider.BaseUrl;
import app.orqen.reply.HeaderPolicy;
import app.orqen.request.ModelRequest;
import app.orqen.translate.front.WireRegistry;
import app.orqen.translate.wire.Operation;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;

/** The step {@code apiBaseUrl}: makes a call's URL from the base URL that {@code injectCredentials} has allowed. */
public final class ApiBaseUrl implements Processor {

  private static final String VARIABLE = "orqenApiBase";
  private static final String RESPONSES = WireRegistry.RESPONSES.label();

  /** Keeps the base URL for this step. It has passed {@link ApiBase#require}. */
  public static void attach(Exchange exchange, String base) {
    exchange.setVariable(VARIABLE, base);
  }

  private static String path(Exchange exchange, Operation operation) {
    if (operation == Operation.EMBEDDINGS) {
      return "/embeddings";
    }
    if (!RESPONSES.equals(exchange.getVariable("orqenWire"))) {
      return "/chat/completions";
    }
    return operation == Operation.COUNT_TOKENS ? "/responses/input_tokens" : "/responses";
  }

  @Override
  public void process(Exchange exchange) {
    String base = exchange.getVariable(VARIABLE, String.class);
    if (base == null) {
      throw new IllegalStateException("the step injectCredentials must have found an api_base");
    }
    Operation operation = ModelRequest.of(exchange).operation();
    Message message = exchange.getMessage();
    HeaderPolicy.removeHeaders(message, "CamelHttp");
    message.setHeader(Exchange.HTTP_URI, BaseUrl.join(base, path(exchange, operation)));
  }
}
