package app.orqen.reply;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.camel.Message;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class HeaderPolicyTest {

  @Test
  void headersAreRemovedByTheBeginningOfTheirNames() {
    Message message = new DefaultExchange(new DefaultCamelContext()).getMessage();
    message.setHeader("CamelHttpPath", "/v1");
    message.setHeader("camelhttpuri", "http://x");
    message.setHeader("Content-Type", "application/json");
    message.setHeader("X-CamelHttp", "stays");
    HeaderPolicy.removeHeaders(message, "CamelHttp");
    assertThat(message.getHeaders()).containsOnlyKeys("Content-Type", "X-CamelHttp");
    HeaderPolicy.removeHeaders(message, "CamelHttp");
    assertThat(message.getHeaders()).hasSize(2);
  }
}
