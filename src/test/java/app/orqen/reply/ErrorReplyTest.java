package app.orqen.reply;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.inbound.ClientConnection;
import app.orqen.inbound.Inbound;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/** An error of a streamed call, and the sign of life that comes at the same moment. */
class ErrorReplyTest {

  private final MockHttpServletResponse response = new MockHttpServletResponse();
  private final Inbound inbound = new Inbound(request(), response, "/v1/chat/completions", Duration.ZERO);
  private final ClientStream stream = new ClientStream(inbound);
  private final Exchange exchange = new DefaultExchange(new DefaultCamelContext());

  private static MockHttpServletRequest request() {
    MockHttpServletRequest request = new MockHttpServletRequest("POST", "/v1/chat/completions");
    request.setAttribute(ClientConnection.ATTRIBUTE, new ClientConnection() {
      @Override
      public boolean isGone() {
        return false;
      }

      @Override
      public void waitAtMost(long millis) {}

      @Override
      public void giveBack() {}

      @Override
      public void giveBackHead() {}

      @Override
      public void breakOff() {}
    });
    return request;
  }

  @BeforeEach
  void aCallThatFails() {
    inbound.attach(exchange);
    stream.attach(exchange);
    exchange.setProperty(Exchange.EXCEPTION_CAUGHT, GatewayException.of(ErrorCode.PROVIDER_TIMEOUT, "Too slow."));
  }

  @Test
  void noSignOfLifeGetsIntoAnErrorsAnswer() throws Exception {
    new ErrorReply().process(exchange);
    stream.keepAlive();
    assertThat(response.getContentAsString()).isEmpty();
    assertThat(response.isCommitted()).isFalse();
    assertThat(response.getStatus()).isEqualTo(504);
    assertThat(inbound.outcome().status()).isEqualTo(504);
    assertThat(new String(exchange.getMessage().getBody(byte[].class), StandardCharsets.UTF_8)).contains("provider_timeout");
  }

  @Test
  void whereTheHeadIsOutTheErrorIsAnEvent() throws Exception {
    stream.keepAlive();
    new ErrorReply().process(exchange);
    assertThat(response.getContentAsString()).startsWith(": keep-alive\n\ndata: {\"error\":");
    assertThat(response.getStatus()).isEqualTo(200);
    assertThat(inbound.outcome().status()).isZero(); // the head's, as the edge filter adds
    assertThat(inbound.outcome().errorCode()).isEqualTo("provider_timeout");
    assertThat(exchange.getMessage().getBody()).isNull();
  }
}
