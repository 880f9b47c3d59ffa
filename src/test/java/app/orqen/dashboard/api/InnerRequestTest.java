package app.orqen.dashboard.api;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.inbound.Inbound;
import com.fasterxml.jackson.databind.node.NullNode;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class InnerRequestTest {

  /** An early refusal is written down by its path: that of the call, not that of the page around it. */
  @Test
  void aCallFromAPageIsOfTheCallsPath() {
    MockHttpServletRequest page = new MockHttpServletRequest("POST", "/ui/providers/openai/test");
    page.setServletPath("/ui/providers/openai/test");
    InnerCall chat = InnerCall.post("chat", NullNode.instance).at("/v1/chat/completions");
    Inbound inbound = new Inbound(new InnerRequest(page, chat), new MockHttpServletResponse(), chat.path(), Duration.ZERO);
    assertThat(inbound.routedPath()).isEqualTo("/v1/chat/completions");
    assertThat(inbound.isModelCall()).isTrue();
  }
}
