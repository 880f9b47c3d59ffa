package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Surface;
import app.orqen.it.support.ToolCalls;
import app.orqen.it.support.Wires;
import app.orqen.translate.Wire;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A target that fails after its model has asked for tools, and another one that answers. */
class ITToolFallback {

  static ToolCalls calls;

  @BeforeAll
  static void start() {
    calls = ToolCalls.start(ToolCalls.PATIENT,
        "orqen.models.aliases.pair=" + Wires.model(Wire.GEMINI) + ", " + Wires.model(Wire.ANTHROPIC));
    calls.key("{\"k_target_override\":2}");
  }

  @AfterAll
  static void stop() throws Exception {
    calls.stop();
  }

  @Test
  void anotherTargetGetsTheToolsAndNothingThatTheFirstSaid() {
    String wanted = "vineyard";
    for (String id : new String[] {"gemini", "anthropic"}) {
      calls.gateway().put("/v1/account/providers", "{\"provider\":\"" + id + "\"," + Wires.CREDENTIALS + "}");
    }
    calls.provider().script((request, socket) -> {
      if (!request.line().contains("gemini")) {
        ITToolRecovery.say(socket, Wire.ANTHROPIC, false, "t2", wanted, "{}");
      } else if (calls.offered(Wire.GEMINI).contains(wanted)) {
        socket.json(503, Wires.error(Wire.GEMINI, "", "UNAVAILABLE", "down"));
      } else {
        socket.json(200, ITToolRecovery.with(Wires.answer(Wire.GEMINI), "t1", "find_tools", "{\"names\":[\"" + wanted + "\"]}"));
      }
    });
    HttpResponse<String> answer = calls.gateway().post("/v1/messages", "{\"model\":\"pair\",\"max_tokens\":100,\"messages\":["
        + ToolCalls.user(Surface.ANTHROPIC, "Another target") + "],\"tools\":"
        + ToolCalls.tools(Surface.ANTHROPIC, ToolCalls.TWENTY) + "}");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(calls.provider().requests()).hasSize(3);
    assertThat(answer.body()).contains("H\u00e9", wanted).doesNotContain("find_tools").doesNotContain("\"t1\"");
    assertThat(calls.provider().last().text()).doesNotContain("Loaded: " + wanted).doesNotContain("\"t1\"");
    assertThat(calls.offered(Wire.ANTHROPIC)).contains(wanted);
  }
}
