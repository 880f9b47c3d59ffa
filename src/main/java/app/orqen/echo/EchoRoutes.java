package app.orqen.echo;

import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.builder.RouteBuilder;

/** The route of the provider {@code echo}. A route named {@code provider-<id>} is a provider, wherever it is made. */
final class EchoRoutes extends RouteBuilder {

  @Override
  public void configure() {
    from("direct:provider-echo").routeId("provider-echo").routeDescription("Echoes the last message of the user")
        .process(EchoRoutes::answer).id("echo-answer");
  }

  private static void answer(Exchange exchange) throws Exception {
    Message message = exchange.getMessage();
    EchoAnswer answer = EchoAnswer.to(message.getBody(byte[].class));
    message.setHeader(Exchange.CONTENT_TYPE, answer.contentType());
    message.setBody(answer.body());
  }
}
