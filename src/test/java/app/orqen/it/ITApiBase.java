package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Gateway;
import app.orqen.it.support.Ports;
import app.orqen.it.support.StandIn;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** A base URL that a caller names can't reach the gateway itself, and the caller is told what is wrong with an address. */
class ITApiBase {

  private static HttpResponse<String> chat(Gateway gateway, String apiBase) {
    return gateway.post("/v1/chat/completions", "{\"model\":\"openai/x\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],"
        + "\"api_key\":\"sk-canary-api-base\",\"api_base\":\"" + apiBase + "\"}");
  }

  @Test
  void ownPortsAreNeverReached() throws Exception {
    try (StandIn provider = new StandIn();
        Gateway gateway = Gateway.start("orqen.api-base-allowed-hosts=127.0.0.1,localhost,[::1]", "orqen.https.port=" + Ports.free())) {
      String management = gateway.context().getEnvironment().getProperty("local.management.port");
      String https = gateway.context().getEnvironment().getProperty("orqen.https.port");
      for (String host : new String[] {"127.0.0.1", "localhost"}) {
        for (String address : new String[] {"http://" + host + ":" + gateway.port() + "/v1",
            "http://" + host + ":" + management + "/actuator", "https://" + host + ":" + https}) {
          HttpResponse<String> refused = chat(gateway, address);
          assertThat(refused.statusCode()).as(address).isEqualTo(400);
          assertThat(refused.body()).contains("api_base_not_allowed").contains("leads to this gateway itself");
        }
      }
      assertThat(chat(gateway, provider.url()).statusCode()).as("another port of this machine").isEqualTo(200);
      HttpResponse<String> nobody = chat(gateway, "http://127.0.0.1:" + Ports.free());
      assertThat(nobody.statusCode()).isEqualTo(502);
      assertThat(nobody.body()).contains("OpenAI can't be reached: its address refuses connections.");
      HttpResponse<String> noTls = chat(gateway, provider.url().replace("http:", "https:"));
      assertThat(noTls.statusCode()).isEqualTo(502);
      assertThat(noTls.body()).contains("provider_unreachable").containsAnyOf("it does not speak TLS on this port", "as a port without TLS may do");
    }
  }
}
