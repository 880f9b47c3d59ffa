package app.orqen.it.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.StandIn;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every surface, by its official SDK, to every provider's wire form, plain and streamed, with stored credentials. */
class ITMatrix {

  static Bench bench;

  @BeforeAll
  static void start() {
    bench = Bench.start();
  }

  @AfterAll
  static void stop() throws Exception {
    bench.close();
  }

  static List<Cell> cells() {
    return bench.cells();
  }

  static List<Cell> streamedCells() {
    return cells().stream().filter(Cell::stream).toList();
  }

  /** Asks; checks what the provider saw, and that the user is told the reply and nothing else. */
  private static void exchange(Cell cell, Ask ask, Reply reply) throws Exception {
    bench.answers(cell, reply);
    Told told = cell.ask(ask);
    boolean sequences = cell.client().knowsSequences() && cell.wire().knowsSequences();
    Reply.End end = reply.end() == Reply.End.SEQUENCE && !sequences ? Reply.End.DONE : reply.end();
    List<String> calls = reply.calls().stream()
        .map(call -> call.id() + " " + Ask.TOOL + " {\"city\":\"" + call.city() + "\"}").toList();
    assertThat(told).isEqualTo(new Told(reply.text(), calls, end, reply.input(), reply.output(), null));
    cell.wire().authentic(bench.provider().last());
    assertThat(cell.wire().seen(WireForm.JSON.readTree(bench.provider().last().body()))).isEqualTo(Seen.of(ask));
  }

  @ParameterizedTest
  @MethodSource("cells")
  void text(Cell cell) throws Exception {
    exchange(cell, Ask.plain(), Reply.text(Reply.End.DONE));
  }

  @ParameterizedTest
  @MethodSource("cells")
  void oneTool(Cell cell) throws Exception {
    exchange(cell, Ask.withTools(), Reply.calls(1));
  }

  @ParameterizedTest
  @MethodSource("cells")
  void parallelTools(Cell cell) throws Exception {
    exchange(cell, Ask.withTools(), Reply.calls(2));
  }

  @ParameterizedTest
  @MethodSource("cells")
  void toolResults(Cell cell) throws Exception {
    exchange(cell, new Ask(null, null, List.of(), true, true), Reply.text(Reply.End.DONE));
  }

  @ParameterizedTest
  @MethodSource("cells")
  void image(Cell cell) throws Exception {
    exchange(cell, new Ask(null, Ask.PNG, List.of(), false, false), Reply.text(Reply.End.DONE));
  }

  @ParameterizedTest
  @MethodSource("cells")
  void system(Cell cell) throws Exception {
    exchange(cell, new Ask("Be «brief».", null, List.of(), false, false), Reply.text(Reply.End.DONE));
  }

  /** The Responses API has no stop sequences. */
  static List<Cell> cellsWithSequences() {
    return cells().stream()
        .filter(cell -> !(cell.client() instanceof ResponsesSdk) && !(cell.wire() instanceof ResponsesForm)).toList();
  }

  @ParameterizedTest
  @MethodSource("cellsWithSequences")
  void stopSequence(Cell cell) throws Exception {
    exchange(cell, new Ask(null, null, List.of("END", "\n\nHuman:"), false, false), Reply.text(Reply.End.SEQUENCE));
  }

  @ParameterizedTest
  @MethodSource("cells")
  void stopAtTheLimit(Cell cell) throws Exception {
    exchange(cell, Ask.plain(), Reply.text(Reply.End.LENGTH));
  }

  @ParameterizedTest
  @MethodSource("cells")
  void usage(Cell cell) throws Exception {
    exchange(cell, Ask.plain(), new Reply("x", List.of(), Reply.End.DONE, 123_456, 7_890));
  }

  @ParameterizedTest
  @MethodSource("cells")
  void refusal(Cell cell) throws Exception {
    exchange(cell, Ask.plain(), Reply.text(Reply.End.REFUSED));
  }

  private static Told.Failure fails(Cell cell, Fault fault, String... headers) {
    bench.provider().script((request, socket) -> cell.wire().fail(fault, socket, headers));
    Told told = cell.ask(Ask.plain());
    assertThat(told.failure()).isNotNull();
    Client.Expected expected = cell.client().expected(fault);
    assertThat(told.failure().status()).isEqualTo(expected.status());
    assertThat(told.failure().type()).isEqualTo(expected.type());
    boolean unquoted = fault == Fault.UNAUTHORIZED && cell.client() instanceof AnthropicSdk;
    assertThat(told.failure().message()).contains(unquoted ? "The gateway's log has its words" : "because of");
    assertThat(told.end()).isNull();
    return told.failure();
  }

  @ParameterizedTest
  @MethodSource("cells")
  void badRequest400(Cell cell) {
    fails(cell, Fault.BAD_REQUEST);
  }

  @ParameterizedTest
  @MethodSource("cells")
  void unauthorized401(Cell cell) {
    fails(cell, Fault.UNAUTHORIZED);
  }

  @ParameterizedTest
  @MethodSource("cells")
  void rateLimit429WithRetryAfter(Cell cell) {
    assertThat(fails(cell, Fault.RATE_LIMIT, "Retry-After: 7").retryAfter()).isEqualTo("7");
  }

  @ParameterizedTest
  @MethodSource("cells")
  void serverError500(Cell cell) {
    fails(cell, Fault.SERVER_ERROR);
  }

  @ParameterizedTest
  @MethodSource("cells")
  void overloaded(Cell cell) {
    fails(cell, Fault.OVERLOADED);
  }

  @ParameterizedTest
  @MethodSource("cells")
  void cutInTheMiddle(Cell cell) {
    breaks(cell, StandIn.Wire::cut);
  }

  @ParameterizedTest
  @MethodSource("streamedCells")
  void endedInTheMiddle(Cell cell) {
    breaks(cell, StandIn.Wire::end);
  }

  private interface Break {
    void apply(StandIn.Wire socket) throws Exception;
  }

  private static void breaks(Cell cell, Break how) {
    Reply reply = Reply.calls(2);
    CountDownLatch heard = new CountDownLatch(1);
    bench.provider().script((request, socket) -> {
      Bench.begin(cell.wire(), cell.stream(), reply, socket);
      // A reset takes with it what is not read yet.
      assertThat(!cell.stream() || heard.await(60, TimeUnit.SECONDS)).isTrue();
      how.apply(socket);
    });
    Told told = cell.ask(Ask.withTools(), text -> {
      if (text.equals(reply.text())) {
        heard.countDown();
      }
    });
    assertBroken(cell, reply, cell.client().brokenOff(cell.stream()), told);
  }

  /** What came before the break reached the user, an error did too, and never an end. */
  static void assertBroken(Cell cell, Reply reply, Client.Expected expected, Told told) {
    assertThat(told.failure()).isNotNull();
    assertThat(told.end()).isNull();
    if (cell.stream()) {
      assertThat(told.text()).isEqualTo(reply.text());
    } else {
      assertThat(told.failure().status()).isEqualTo(expected.status());
    }
    assertThat(told.failure().type()).isEqualTo(expected.type());
  }
}
