package app.orqen.it.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.StandIn;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The matrix, with a provider that falls silent in the middle of its answer. All cells ask at once and wait together. */
class ITStalls {

  private static final Reply REPLY = Reply.calls(1);

  static Bench bench;
  private static final Map<Cell, Future<Told>> TOLD = new LinkedHashMap<>();

  @BeforeAll
  static void askAll() {
    bench = Bench.start("orqen.timeout.gap=4s", "orqen.timeout.first-byte=4s");
    for (Cell cell : bench.cells()) {
      // Slowness of the first call isn't the provider's silence.
      bench.answers(cell, REPLY);
      cell.ask(Ask.withTools());
    }
    bench.provider().script((request, socket) -> {
      Bench.begin(wire(request), streamed(request), REPLY, socket);
      socket.awaitClose();
    });
    ExecutorService users = Executors.newCachedThreadPool();
    bench.cells().forEach(cell -> TOLD.put(cell, users.submit(() -> cell.ask(Ask.withTools()))));
    users.shutdown();
  }

  @AfterAll
  static void stop() throws Exception {
    bench.close();
  }

  private static WireForm wire(StandIn.Request request) {
    String line = request.line();
    return line.contains("/chat/completions") ? new OpenAiForm("openai/gpt-4o") : line.contains("/responses") ? new ResponsesForm() : line.contains("/messages") ? new AnthropicForm()
        : line.contains("/model/") ? new ConverseForm() : new GeminiForm();
  }

  private static boolean streamed(StandIn.Request request) {
    return request.line().matches(".*(converse-stream|streamGenerateContent).*") || request.text().contains("\"stream\":true");
  }

  static List<Cell> cells() {
    return List.copyOf(TOLD.keySet());
  }

  /** What came before the silence reached the user, an error did too, and never an end. */
  @ParameterizedTest
  @MethodSource("cells")
  void stalled(Cell cell) throws Exception {
    ITMatrix.assertBroken(cell, REPLY, cell.client().silent(cell.stream()), TOLD.get(cell).get());
  }
}
