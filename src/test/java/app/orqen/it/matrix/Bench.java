package app.orqen.it.matrix;

import app.orqen.it.support.Gateway;
import app.orqen.it.support.Sdks;
import app.orqen.it.support.StandIn;
import app.orqen.vault.CredentialStore;
import app.orqen.vault.StoredCredential;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A gateway with stored credentials, all its providers in one stand-in, and the official SDKs in front. */
record Bench(StandIn provider, Gateway gateway, Sdks sdks) implements AutoCloseable {

  private static final int PIECE = 41;

  static Bench start(String... settings) {
    StandIn provider = new StandIn();
    List<String> all = new ArrayList<>(List.of("orqen.providers.openai.base-url=" + provider.url() + "/v1",
        "orqen.providers.groq.base-url=" + provider.url() + "/v1",
        "orqen.providers.anthropic.base-url=" + provider.url(), "orqen.providers.gemini.base-url=" + provider.url(),
        "orqen.providers.bedrock.base-url=" + provider.url(), "orqen.breaker.minimum-calls=1000", "orqen.breaker.window=1000"));
    all.addAll(List.of(settings));
    Gateway gateway = Gateway.start(all.toArray(String[]::new));
    CredentialStore store = gateway.bean(CredentialStore.class);
    String account = gateway.bean(JdbcClient.class).sql("select id from account").query(String.class).single();
    for (String id : new String[] {"openai", "groq", "anthropic", "gemini"}) {
      store.put(account, id, StoredCredential.DEFAULT, 1, Map.of("api_key", WireForm.SECRET), "…1234");
    }
    store.put(account, "bedrock", StoredCredential.DEFAULT, 1, Map.of("aws_access_key_id", "AKIDCANARY", "aws_secret_access_key", WireForm.SECRET,
        "aws_session_token", "session", "aws_region_name", WireForm.REGION), "…1234");
    return new Bench(provider, gateway, new Sdks(gateway.url()));
  }

  List<Cell> cells() {
    List<Cell> cells = new ArrayList<>();
    for (Client client : List.of(new OpenAiSdk(sdks.openAi), new AnthropicSdk(sdks.anthropic), new AwsSdk(sdks))) {
      for (WireForm wire : List.of(new OpenAiForm("openai/gpt-4o"), new AnthropicForm(), new ConverseForm(), new GeminiForm(),
          new ResponsesForm())) {
        add(cells, client, wire);
      }
    }
    // OpenAI itself speaks the Responses API, so that chat completions are asked of a provider that is only compatible.
    for (WireForm wire : List.of(new OpenAiForm("groq/openai/gpt-oss-120b"), new AnthropicForm(), new ConverseForm(), new GeminiForm(),
        new ResponsesForm())) {
      add(cells, new ResponsesSdk(sdks.openAi), wire);
    }
    return cells;
  }

  private static void add(List<Cell> cells, Client client, WireForm wire) {
    cells.add(new Cell(client, wire, false));
    cells.add(new Cell(client, wire, true));
  }

  void answers(Cell cell, Reply reply) {
    provider.script((request, socket) -> {
      if (cell.stream()) {
        head(cell.wire(), socket);
        pieces(socket, cell.wire().begun(reply));
        pieces(socket, cell.wire().ended(reply));
        socket.end();
      } else {
        socket.answer(200, "application/json", cell.wire().whole(reply));
      }
    });
  }

  /** The first part of an answer. */
  static void begin(WireForm wire, boolean stream, Reply reply, StandIn.Wire socket) throws Exception {
    if (stream) {
      head(wire, socket);
      pieces(socket, wire.begun(reply));
    } else {
      byte[] whole = wire.whole(reply);
      socket.raw("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: " + whole.length + "\r\n\r\n");
      socket.raw(Arrays.copyOf(whole, whole.length - 20));
    }
  }

  private static void head(WireForm wire, StandIn.Wire socket) throws Exception {
    socket.raw("HTTP/1.1 200 OK\r\nContent-Type: " + wire.streamType() + "\r\nTransfer-Encoding: chunked\r\n\r\n");
  }

  /** Pieces that know nothing of events or characters. */
  static void pieces(StandIn.Wire socket, byte[] bytes) throws Exception {
    for (int from = 0; from < bytes.length; from += PIECE) {
      byte[] piece = Arrays.copyOfRange(bytes, from, Math.min(bytes.length, from + PIECE));
      socket.raw(Integer.toHexString(piece.length) + "\r\n");
      socket.raw(piece);
      socket.raw("\r\n");
    }
  }

  @Override
  public void close() throws IOException {
    sdks.close();
    gateway.close();
    provider.close();
  }
}
