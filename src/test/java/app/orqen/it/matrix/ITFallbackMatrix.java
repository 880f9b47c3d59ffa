package app.orqen.it.matrix;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Conversations;
import app.orqen.it.support.Eventually;
import app.orqen.it.support.Ports;
import app.orqen.it.support.StandIn;
import app.orqen.vault.CredentialStore;
import app.orqen.vault.StoredCredential;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A first target that fails at each point, in each wire form, and a second one that answers: every surface's official SDK sees one
 * clean answer as long as the first has given no content, and one honest error after that.
 */
class ITFallbackMatrix {

  private static final Reply REPLY = Reply.text(Reply.End.DONE);
  /** The second target, which speaks OpenAI's chat completions. */
  private static final String GOOD = "xai/grok-4";
  private static final WireForm GOOD_FORM = new OpenAiForm(GOOD);

  static Bench bench;
  static StandIn second;

  /** Where the first target fails. */
  enum Point {
    HEAD, SILENCE, SERVER_ERROR, TOO_MANY, OVERLOADED, CREDENTIAL, NONSENSE, EMPTY, BEGUN, SILENT_AFTER_KEEP_ALIVE,
    ERROR_EVENT, TOO_MANY_EVENT, OVERLOADED_EVENT, LATER_ERROR_EVENT, LATER_OVERLOADED_EVENT;

    void fail(WireForm wire, boolean stream, StandIn.Wire socket) throws Exception {
      switch (this) {
        case HEAD -> {
          socket.raw("HTTP/1.1 200 OK\r\nContent-Ty");
          socket.cut();
        }
        case SILENCE, SILENT_AFTER_KEEP_ALIVE -> socket.awaitClose();
        case SERVER_ERROR -> wire.fail(Fault.SERVER_ERROR, socket);
        case TOO_MANY -> wire.fail(Fault.RATE_LIMIT, socket, "Retry-After: 60");
        case OVERLOADED -> wire.fail(Fault.OVERLOADED, socket);
        case CREDENTIAL -> wire.fail(Fault.UNAUTHORIZED, socket);
        case NONSENSE -> socket.answer(200, "text/html", "<html>hi</html>".getBytes());
        case EMPTY -> {
          socket.raw("HTTP/1.1 200 OK\r\nContent-Type: " + (stream ? wire.streamType() : "application/json")
              + "\r\nTransfer-Encoding: chunked\r\n\r\n");
          socket.end();
        }
        case BEGUN -> {
          Bench.begin(wire, false, REPLY, socket);
          socket.cut();
        }
        case ERROR_EVENT, LATER_ERROR_EVENT -> event(wire, stream, Fault.SERVER_ERROR, socket);
        case TOO_MANY_EVENT -> event(wire, stream, Fault.RATE_LIMIT, socket);
        case OVERLOADED_EVENT, LATER_OVERLOADED_EVENT -> event(wire, stream, Fault.OVERLOADED, socket);
      }
    }

    /** Answers well, with an error inside: the first event, one behind the events that come before content, or the whole answer. */
    private void event(WireForm wire, boolean stream, Fault fault, StandIn.Wire socket) throws Exception {
      if (!stream) {
        socket.answer(200, "application/json", WireForm.utf8(wire.error(fault)));
        return;
      }
      boolean later = name().startsWith("LATER");
      socket.raw("HTTP/1.1 200 OK\r\nContent-Type: " + wire.streamType() + "\r\nTransfer-Encoding: chunked\r\n\r\n");
      if (later) {
        Bench.pieces(socket, wire.opened());
      }
      Bench.pieces(socket, wire.failed(fault, later));
      socket.end();
    }
  }

  @BeforeAll
  static void start() {
    second = new StandIn();
    List<String> settings = new ArrayList<>(List.of("orqen.providers.xai.base-url=" + second.url() + "/v1",
        "orqen.providers.mistral.base-url=http://127.0.0.1:" + Ports.free() + "/v1",
        "orqen.timeout.first-byte=2s", "orqen.timeout.keep-alive=500ms"));
    for (WireForm wire : forms()) {
      settings.add("orqen.models.aliases.pair-" + name(wire) + "=" + wire.model() + ", " + GOOD);
    }
    settings.add("orqen.models.aliases.refused=mistral/large, " + GOOD);
    bench = Bench.start(settings.toArray(String[]::new));
    String account = bench.gateway().bean(JdbcClient.class).sql("select id from account").query(String.class).single();
    for (String id : new String[] {"xai", "mistral"}) {
      bench.gateway().bean(CredentialStore.class).put(account, id, StoredCredential.DEFAULT, 1, Map.of("api_key", WireForm.SECRET), "…1234");
    }
    second.script((request, socket) -> {
      if (request.text().contains("\"stream\":true")) {
        socket.raw("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n");
        socket.chunk(new String(GOOD_FORM.begun(REPLY), StandardCharsets.UTF_8));
        socket.chunk(new String(GOOD_FORM.ended(REPLY), StandardCharsets.UTF_8));
        socket.end();
      } else {
        socket.answer(200, "application/json", GOOD_FORM.whole(REPLY));
      }
    });
  }

  @AfterAll
  static void stop() throws Exception {
    bench.close();
    second.close();
  }

  private static List<WireForm> forms() {
    return List.of(new OpenAiForm("groq/openai/gpt-oss-120b"), new AnthropicForm(), new ConverseForm(), new GeminiForm(), new ResponsesForm());
  }

  private static String name(WireForm wire) {
    return wire.getClass().getSimpleName().toLowerCase(Locale.ROOT);
  }

  private static List<Client> clients() {
    return List.of(new OpenAiSdk(bench.sdks().openAi), new AnthropicSdk(bench.sdks().anthropic), new AwsSdk(bench.sdks()),
        new ResponsesSdk(bench.sdks().openAi));
  }

  static Stream<Arguments> cells() {
    List<Arguments> all = new ArrayList<>();
    for (Client client : clients()) {
      for (WireForm wire : forms()) {
        // OpenAI answers a client's responses in their own form, and its chats only with some models.
        if (wire instanceof ResponsesForm || wire instanceof OpenAiForm || !(client instanceof ResponsesSdk)) {
          all.add(Arguments.of(client, wire));
        }
      }
    }
    return all.stream();
  }

  private static Told ask(Client client, String model, Ask ask, boolean stream, Consumer<String> heard) {
    Conversations.forget(bench.gateway());
    // A limited or refused credential would be left out for a while.
    for (String id : new String[] {"openai", "groq", "anthropic", "gemini"}) {
      bench.gateway().put("/v1/account/providers", "{\"provider\":\"" + id + "\",\"api_key\":\"" + WireForm.SECRET + "\"}");
    }
    bench.gateway().put("/v1/account/providers", "{\"provider\":\"bedrock\",\"aws_access_key_id\":\"AKIDCANARY\","
        + "\"aws_secret_access_key\":\"" + WireForm.SECRET + "\",\"aws_region_name\":\"" + WireForm.REGION + "\"}");
    return client.ask(model, ask, stream, heard);
  }

  private static void answered(Told told, Point point, boolean stream) {
    assertThat(told.failure()).as(point + " " + stream).isNull();
    assertThat(told.text()).as(point + " " + stream).isEqualTo(REPLY.text());
    assertThat(told.end()).isEqualTo(Reply.End.DONE);
  }

  @ParameterizedTest
  @MethodSource("cells")
  void beforeTheFirstContentNobodyNotices(Client client, WireForm wire) {
    for (Point point : Point.values()) {
      for (boolean stream : new boolean[] {false, true}) {
        bench.provider().script((request, socket) -> {
          if (point == Point.SILENT_AFTER_KEEP_ALIVE && stream) {
            socket.raw("HTTP/1.1 200 OK\r\nContent-Type: " + wire.streamType() + "\r\nTransfer-Encoding: chunked\r\n\r\n");
            Eventually.afterMillis(1000); // longer than a client may be without a sign of life
            socket.cut();
          } else if (point == Point.BEGUN && stream) {
            socket.raw("HTTP/1.1 200 OK\r\nContent-Type: " + wire.streamType() + "\r\nTransfer-Encoding: chunked\r\n\r\n");
            socket.cut();
          } else {
            point.fail(wire, stream, socket);
          }
        });
        answered(ask(client, "pair-" + name(wire), Ask.plain(), stream, text -> { }), point, stream);
      }
    }
  }

  static Stream<Client> sdks() {
    return clients().stream();
  }

  @ParameterizedTest
  @MethodSource("sdks")
  void aRefusedConnectionGoesUnnoticed(Client client) {
    answered(ask(client, "refused", Ask.plain(), false, text -> { }), Point.HEAD, false);
    answered(ask(client, "refused", Ask.plain(), true, text -> { }), Point.HEAD, true);
  }

  @ParameterizedTest
  @MethodSource("cells")
  void afterContentThereIsOneHonestError(Client client, WireForm wire) throws Exception {
    CountDownLatch heard = new CountDownLatch(1);
    bench.provider().script((request, socket) -> {
      Bench.begin(wire, true, REPLY, socket);
      assertThat(heard.await(60, TimeUnit.SECONDS)).isTrue();
      socket.cut();
    });
    int before = second.requests().size();
    Told told = ask(client, "pair-" + name(wire), Ask.plain(), true, text -> {
      if (text.equals(REPLY.text())) {
        heard.countDown();
      }
    });
    assertThat(told.failure()).isNotNull();
    assertThat(told.text()).isEqualTo(REPLY.text());
    assertThat(told.end()).isNull();
    assertThat(second.requests()).hasSize(before);
  }

  @ParameterizedTest
  @MethodSource("cells")
  void anErrorOfTheClientStays(Client client, WireForm wire) {
    bench.provider().script((request, socket) -> wire.fail(Fault.BAD_REQUEST, socket));
    int before = second.requests().size();
    for (boolean stream : new boolean[] {false, true}) {
      Told told = ask(client, "pair-" + name(wire), Ask.plain(), stream, text -> { });
      assertThat(told.failure()).isNotNull();
      assertThat(told.failure().status()).isEqualTo(400);
      assertThat(told.failure().message()).contains("because of");
    }
    assertThat(second.requests()).hasSize(before);
  }
}
