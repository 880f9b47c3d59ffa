package app.orqen.it.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.Gateway;
import app.orqen.it.Sdks;
import app.orqen.it.StandIn;
import app.orqen.vault.CredentialStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Every surface, by its official SDK, to every provider's wire form, plain and streamed, with stored credentials. */
class ITMatrix {

  private static final int PIECE = 41;

  static StandIn provider;
  static Gateway gateway;
  static Sdks sdks;

  @BeforeAll
  static void start() {
    provider = new StandIn();
    gateway = Gateway.start("orqen.providers.openai.base-url=" + provider.url() + "/v1",
        "orqen.providers.anthropic.base-url=" + provider.url(), "orqen.providers.gemini.base-url=" + provider.url(),
        "orqen.providers.bedrock.base-url=" + provider.url(), "orqen.timeout.gap=700ms", "orqen.timeout.first-byte=700ms",
        "orqen.breaker.minimum-calls=1000", "orqen.breaker.window=1000");
    CredentialStore store = gateway.bean(CredentialStore.class);
    String account = gateway.bean(JdbcClient.class).sql("select id from account").query(String.class).single();
    for (String id : new String[] {"openai", "anthropic", "gemini"}) {
      store.put(account, id, Map.of("api_key", WireForm.SECRET), "…1234");
    }
    store.put(account, "bedrock", Map.of("aws_access_key_id", "AKIDCANARY", "aws_secret_access_key", WireForm.SECRET,
        "aws_session_token", "session", "aws_region_name", WireForm.REGION), "…1234");
    sdks = new Sdks(gateway.url());
  }

  @AfterAll
  static void stop() throws Exception {
    sdks.close();
    gateway.close();
    provider.close();
  }

  /** One pair, plain or streamed. */
  record Cell(Client client, WireForm wire, boolean stream) {

    Told ask(Ask ask) {
      return client.ask(wire.model(), ask, stream);
    }

    @Override
    public String toString() {
      return client.getClass().getSimpleName() + " to " + wire.getClass().getSimpleName() + (stream ? ", streamed" : ", plain");
    }
  }

  static List<Cell> cells() {
    List<Cell> cells = new ArrayList<>();
    for (Client client : List.of(new OpenAiSdk(sdks.openAi), new AnthropicSdk(sdks.anthropic), new AwsSdk(sdks))) {
      for (WireForm wire : List.of(new OpenAiForm(), new AnthropicForm(), new ConverseForm(), new GeminiForm())) {
        cells.add(new Cell(client, wire, false));
        cells.add(new Cell(client, wire, true));
      }
    }
    return cells;
  }

  static List<Cell> streamedCells() {
    return cells().stream().filter(Cell::stream).toList();
  }

  private static void answers(Cell cell, Reply reply) {
    provider.script((request, socket) -> {
      if (cell.stream()) {
        head(cell, socket);
        pieces(socket, cell.wire().begun(reply));
        pieces(socket, cell.wire().ended(reply));
        socket.end();
      } else {
        socket.answer(200, "application/json", cell.wire().whole(reply));
      }
    });
  }

  private static void head(Cell cell, StandIn.Wire socket) throws Exception {
    socket.raw("HTTP/1.1 200 OK\r\nContent-Type: " + cell.wire().streamType() + "\r\nTransfer-Encoding: chunked\r\n\r\n");
  }

  /** Pieces that know nothing of events or characters. */
  private static void pieces(StandIn.Wire socket, byte[] bytes) throws Exception {
    for (int from = 0; from < bytes.length; from += PIECE) {
      byte[] piece = Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + PIECE));
      socket.raw(Integer.toHexString(piece.length) + "\r\n");
      socket.raw(piece);
      socket.raw("\r\n");
    }
  }

  /** Asks; checks what the provider saw, and that the user is told the reply and nothing else. */
  private static void exchange(Cell cell, Ask ask, Reply reply) throws Exception {
    answers(cell, reply);
    Told told = cell.ask(ask);
    boolean sequences = cell.client().knowsSequences() && cell.wire().knowsSequences();
    Reply.End end = reply.end() == Reply.End.SEQUENCE && !sequences ? Reply.End.DONE : reply.end();
    List<String> calls = reply.calls().stream()
        .map(call -> call.id() + " " + Ask.TOOL + " {\"city\":\"" + call.city() + "\"}").toList();
    assertThat(told).isEqualTo(new Told(reply.text(), calls, end, reply.input(), reply.output(), null));
    cell.wire().authentic(provider.last());
    assertThat(cell.wire().seen(WireForm.JSON.readTree(provider.last().body()))).isEqualTo(Seen.of(ask));
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

  @ParameterizedTest
  @MethodSource("cells")
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
    provider.script((request, socket) -> cell.wire().fail(fault, socket, headers));
    Told told = cell.ask(Ask.plain());
    assertThat(told.failure()).isNotNull();
    Client.Expected expected = cell.client().expected(fault);
    assertThat(told.failure().status()).isEqualTo(expected.status());
    assertThat(told.failure().type()).isEqualTo(expected.type());
    assertThat(told.failure().message()).contains("because of");
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
    breaks(cell, Reply.calls(2), cell.client().brokenOff(cell.stream()), socket -> {
      Thread.sleep(100); // so that what came is read before the reset
      socket.cut();
    });
  }

  @ParameterizedTest
  @MethodSource("streamedCells")
  void endedInTheMiddle(Cell cell) {
    breaks(cell, Reply.calls(2), cell.client().brokenOff(cell.stream()), StandIn.Wire::end);
  }

  @ParameterizedTest
  @MethodSource("cells")
  void stalled(Cell cell) {
    breaks(cell, Reply.calls(1), cell.client().silent(cell.stream()), StandIn.Wire::awaitClose);
  }

  private interface Break {
    void apply(StandIn.Wire socket) throws Exception;
  }

  /** What came before the break reached the user, an error did too, and never an end. */
  private static void breaks(Cell cell, Reply reply, Client.Expected expected, Break how) {
    provider.script((request, socket) -> {
      if (cell.stream()) {
        head(cell, socket);
        pieces(socket, cell.wire().begun(reply));
      } else {
        byte[] whole = cell.wire().whole(reply);
        socket.raw("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + whole.length + "\r\n\r\n");
        socket.raw(Arrays.copyOf(whole, whole.length - 20));
      }
      how.apply(socket);
    });
    Told told = cell.ask(Ask.withTools());
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
