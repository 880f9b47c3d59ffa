package app.orqen.it.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Gateway;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A client that sends one request after the other, and may have only one running, is never refused because of its own last request. */
class ITSequentialClient {

  private static final int REQUESTS = 30;
  private static final int SOUNDS = 100;

  static Bench bench;

  @BeforeAll
  static void start() throws Exception {
    bench = Bench.start();
    JsonNode key = WireForm.JSON.readTree(bench.gateway().get("/v1/account/keys").body()).get("data").get(0);
    HttpResponse<String> changed = Gateway.send(bench.gateway()
        .request("/v1/account/keys/" + key.get("id").asText()).header("Content-Type", "application/json")
        .method("PATCH", BodyPublishers.ofString("{\"max_parallel_requests\":1}")));
    assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
  }

  @AfterAll
  static void stop() throws Exception {
    bench.close();
  }

  static List<Cell> cells() {
    return bench.cells();
  }

  @ParameterizedTest
  @MethodSource("cells")
  void answers(Cell cell) {
    bench.answers(cell, Reply.text(Reply.End.DONE));
    for (int i = 0; i < REQUESTS; i++) {
      assertThat(cell.ask(Ask.plain()).failure()).as("request %d", i).isNull();
    }
  }

  @ParameterizedTest
  @MethodSource("cells")
  void errors(Cell cell) {
    bench.provider().script((request, socket) -> cell.wire().fail(Fault.SERVER_ERROR, socket));
    for (int i = 0; i < REQUESTS; i++) {
      assertThat(cell.ask(Ask.plain()).failure().status()).as("request %d", i).isNotEqualTo(429);
    }
  }

  @ParameterizedTest
  @MethodSource("cells")
  void answersThatBreakOff(Cell cell) {
    bench.provider().script((request, socket) -> {
      Bench.begin(cell.wire(), cell.stream(), Reply.text(Reply.End.DONE), socket);
      socket.cut();
    });
    for (int i = 0; i < REQUESTS; i++) {
      assertThat(cell.ask(Ask.plain()).failure().message()).as("request %d", i).doesNotContain("requests running");
    }
  }

  @Test
  void sound() {
    for (boolean announced : new boolean[] {true, false}) {
      bench.provider().script((request, socket) -> {
        if (announced) {
          socket.answer(200, "audio/mpeg", new byte[40_000]);
        } else {
          socket.raw("HTTP/1.1 200 OK\r\nContent-Type: audio/mpeg\r\nTransfer-Encoding: chunked\r\n\r\n");
          socket.chunk("sound");
          socket.end();
        }
      });
      for (int i = 0; i < SOUNDS; i++) {
        assertThat(bench.gateway().post("/v1/audio/speech", "{\"model\":\"openai/tts-1\",\"input\":\"x\",\"voice\":\"alloy\"}").statusCode())
            .as("request %d", i).isEqualTo(200);
      }
    }
  }
}
