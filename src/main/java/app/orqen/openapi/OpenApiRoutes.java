package app.orqen.openapi;

import app.orqen.inbound.Inbound;
import app.orqen.reply.JsonReply;
import app.orqen.reply.ReadMethods;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;

/** The route of {@code GET /openapi.json}. It needs no key: the document holds nothing that is not in the repository. */
final class OpenApiRoutes extends RouteBuilder {

  @Override
  public void configure() {
    from("platform-http:/openapi.json").routeId("openapi").routeDescription("GET, HEAD /openapi.json")
        .process(OpenApiRoutes::answer).id("openapi-answer");
  }

  private static void answer(Exchange exchange) {
    ReadMethods.require(Inbound.of(exchange));
    JsonReply.set(exchange, 200, OpenApiDocument.json());
  }
}
