package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Eventually;
import app.orqen.it.support.Gateway;
import app.orqen.it.support.StandIn;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.MultipartField;
import com.openai.models.audio.transcriptions.TranscriptionCreateParams;
import com.openai.models.images.ImageEditParams;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that go to a provider as forms: transcriptions and edits of images. Only the beginning of a form is held. */
class ITForms {

  private static final String SECRET = "provider-canary-9917";
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String TEXT = "{\"text\":\"Hi\",\"usage\":{\"type\":\"tokens\",\"input_tokens\":14,\"output_tokens\":2,\"total_tokens\":16}}";
  private static final String TYPE = "multipart/form-data; boundary=B1";
  private static final int LOOKAHEAD = 64 * 1024;
  private static final String LONG = "\u0001\u00ff--B-\r\n".repeat(LOOKAHEAD / 4);

  private static StandIn provider;
  private static Gateway gateway;
  private static OpenAIClient sdk;

  @BeforeAll
  static void start() {
    provider = new StandIn();
    gateway = Gateway.start("orqen.providers.openai.base-url=" + provider.url() + "/v1", "orqen.form-lookahead=64KB",
        "orqen.max-request-bytes=2MB", "orqen.timeout.body=5s", "orqen.breaker.minimum-calls=3", "orqen.breaker.window=3");
    sdk = OpenAIOkHttpClient.builder().baseUrl(gateway.url() + "/v1").apiKey(Gateway.KEY).maxRetries(0).build();
  }

  @AfterAll
  static void stop() throws Exception {
    sdk.close();
    gateway.close();
    provider.close();
  }

  private static String part(String head, String value) {
    return "--B1\r\nContent-Disposition: form-data; " + head + "\r\n\r\n" + value + "\r\n";
  }

  private static String field(String name, String value) {
    return part("name=\"" + name + "\"", value);
  }

  private static String file(String value) {
    return part("name=\"file\"; filename=\"a.wav\"\r\nContent-Type: audio/wav", value);
  }

  private static byte[] bytes(String form) {
    return (form + "--B1--\r\n").getBytes(StandardCharsets.ISO_8859_1);
  }

  private static HttpResponse<String> post(String path, byte[] body) {
    return post(path, HttpRequest.BodyPublishers.ofByteArray(body));
  }

  private static HttpResponse<String> post(String path, HttpRequest.BodyPublisher body) {
    return Gateway.send(HttpRequest.newBuilder(URI.create(gateway.url() + path)).header("Authorization", "Bearer " + Gateway.KEY)
        .header("Content-Type", TYPE).POST(body));
  }

  private static HttpRequest.BodyPublisher chunked(byte[] body) {
    return HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(body));
  }

  private static JsonNode error(HttpResponse<String> answer) throws IOException {
    return JSON.readTree(answer.body()).get("error");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/v1/audio/transcriptions", "/audio/transcriptions"})
  void aLongFilePasses(String path) throws Exception {
    provider.script((request, socket) -> socket.json(200, TEXT));
    String rest = file(LONG) + field("language", "en");
    byte[] sent = bytes(field("model", "openai/whisper-1") + field("api_key", SECRET) + rest);
    byte[] wanted = bytes(field("model", "whisper-1") + rest);
    HttpResponse<String> answer = post(path, sent);
    assertThat(answer.body()).isEqualTo(TEXT);
    assertThat(provider.last().line()).startsWith("POST /v1/audio/transcriptions ");
    assertThat(provider.last().body()).isEqualTo(wanted);
    assertThat(provider.last().header("content-type")).isEqualTo(TYPE);
    assertThat(provider.last().header("content-length")).isEqualTo(Integer.toString(wanted.length));
    assertThat(provider.last().header("authorization")).isEqualTo("Bearer " + SECRET);
    JsonNode row = gateway.row(answer);
    assertThat(row.get("operation").asText()).isEqualTo("transcriptions");
    assertThat(row.get("model").asText()).isEqualTo("whisper-1");
    assertThat(row.get("input_tokens").asInt()).isEqualTo(14);
    assertThat(post(path, chunked(sent)).statusCode()).isEqualTo(200);
    assertThat(provider.last().body()).isEqualTo(wanted);
    assertThat(provider.last().header("transfer-encoding")).isEqualTo("chunked");
  }

  /** The provider has the beginning of the file while the client hasn't sent its end. */
  @Test
  void aFileIsNotHeldWhole() throws Exception {
    CountDownLatch answered = new CountDownLatch(1);
    provider.script((request, socket) -> {
      socket.json(200, TEXT);
      answered.countDown();
    });
    byte[] all = bytes(field("model", "openai/whisper-1") + field("api_key", SECRET) + file(LONG));
    long before = provider.connections();
    try (Socket socket = new Socket("127.0.0.1", gateway.port())) {
      OutputStream out = socket.getOutputStream();
      out.write(("POST /v1/audio/transcriptions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + Gateway.KEY + "\r\nContent-Type: "
          + TYPE + "\r\nConnection: close\r\nContent-Length: " + all.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      out.write(all, 0, LOOKAHEAD + 1000);
      out.flush();
      Eventually.ask(provider::connections, now -> now > before);
      assertThat(answered.getCount()).isOne();
      out.write(all, LOOKAHEAD + 1000, all.length - LOOKAHEAD - 1000);
      out.flush();
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8)).contains(TEXT);
    }
    assertThat(answered.await(10, TimeUnit.SECONDS)).isTrue();
  }

  @Test
  void aShortFileMayComeFirst() {
    provider.script((request, socket) -> socket.json(200, TEXT));
    byte[] sent = bytes(file("abc") + field("model", "openai/whisper-1") + field("api_key", SECRET));
    assertThat(post("/v1/audio/transcriptions", sent).statusCode()).isEqualTo(200);
    assertThat(provider.last().body()).isEqualTo(bytes(file("abc") + field("model", "whisper-1")));
  }

  @Test
  void aLongFileMayComeFirstWithTheModelInTheQuery() throws Exception {
    gateway.put("/v1/account/providers", "{\"provider\":\"openai\",\"api_key\":\"" + SECRET + "\"}");
    provider.script((request, socket) -> socket.json(200, TEXT));
    byte[] sent = bytes(file(LONG) + field("model", "openai/whisper-1"));
    HttpResponse<String> refused = post("/v1/audio/transcriptions", sent);
    assertThat(refused.statusCode()).isEqualTo(400);
    assertThat(error(refused).get("code").asText()).isEqualTo("missing_model");
    assertThat(error(refused).get("message").asText()).contains("before the file", "?model=");
    assertThat(post("/v1/audio/transcriptions?model=openai%2Fwhisper-1", sent).statusCode()).isEqualTo(200);
    assertThat(provider.last().body()).isEqualTo(bytes(field("model", "whisper-1") + file(LONG)));
    HttpResponse<String> other = post("/v1/audio/transcriptions?model=openai/gpt-4o-transcribe", sent);
    assertThat(other.statusCode()).isEqualTo(400);
    assertThat(error(other).get("param").asText()).isEqualTo("model");
  }

  @ParameterizedTest
  @ValueSource(strings = {"api_key", "stream", "model"})
  void whatComesTooLateEndsTheCallAndBlamesNobodyElse(String name) throws Exception {
    provider.script((request, socket) -> socket.json(200, TEXT));
    byte[] sent = bytes(field("model", "openai/whisper-1") + field("api_key", SECRET) + file(LONG) + field(name, "true"));
    for (int i = 0; i < 5; i++) { // more than the breaker would bear
      HttpResponse<String> answer = post("/v1/audio/transcriptions", sent);
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
      assertThat(error(answer).get("param").asText()).isEqualTo(name);
    }
    assertThat(provider.requests()).noneMatch(request -> request.text().contains("name=\"stream\""));
  }

  @Test
  void limitsHold() throws Exception {
    provider.script((request, socket) -> socket.json(200, TEXT));
    byte[] tooLong = bytes(field("model", "openai/whisper-1") + field("api_key", SECRET) + file("x".repeat(2 * 1024 * 1024)));
    assertThat(post("/v1/audio/transcriptions", tooLong).statusCode()).isEqualTo(413);
    assertThat(post("/v1/audio/transcriptions", chunked(tooLong)).statusCode()).isEqualTo(413);
    assertThat(post("/v1/audio/transcriptions", "no form".getBytes(StandardCharsets.UTF_8)).statusCode()).isEqualTo(400);
    assertThat(gateway.post("/v1/audio/transcriptions", "{}").statusCode()).isEqualTo(415);
    byte[] twice = bytes(field("model", "openai/whisper-1") + field("model", "openai/other") + file("x"));
    assertThat(error(post("/v1/audio/transcriptions", twice)).get("code").asText()).isEqualTo("duplicate_field");
  }

  @Test
  void aClientThatStallsIsTold() throws Exception {
    provider.script((request, socket) -> socket.json(200, TEXT));
    byte[] all = bytes(field("model", "openai/whisper-1") + field("api_key", SECRET) + file(LONG));
    try (Socket socket = new Socket("127.0.0.1", gateway.port())) {
      OutputStream out = socket.getOutputStream();
      out.write(("POST /v1/audio/transcriptions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + Gateway.KEY + "\r\nContent-Type: "
          + TYPE + "\r\nContent-Length: " + all.length + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      out.write(all, 0, all.length - 10);
      out.flush();
      assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8)).startsWith("HTTP/1.1 408 ").contains("request_timeout");
    }
  }

  private static double unpriced() {
    return gateway.metrics().lines().filter(line -> line.startsWith("orqen_unpriced_total{"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))).sum();
  }

  @Test
  void subtitlesPassWithTheirType() throws Exception {
    double before = unpriced();
    provider.script((request, socket) -> socket.answer(200, "text/vtt; charset=utf-8", ("WEBVTT " + SECRET).getBytes(StandardCharsets.UTF_8)));
    HttpResponse<String> answer = post("/v1/audio/transcriptions",
        bytes(field("model", "openai/whisper-1") + field("api_key", SECRET) + field("response_format", "vtt") + file("x")));
    assertThat(answer.body()).isEqualTo("WEBVTT ***");
    assertThat(answer.headers().firstValue("content-type").orElseThrow()).startsWith("text/vtt");
    assertThat(answer.headers().firstValue("x-orqen-cost-usd")).contains("unpriced");
    Eventually.holds(() -> unpriced() > before); // although it has no tokens
  }

  @Test
  void aTranscriptStreams() throws Exception {
    String events = "event: transcript.text.delta\ndata: {\"type\":\"transcript.text.delta\",\"delta\":\"Hi\"}\n\n"
        + "event: transcript.text.done\ndata: {\"type\":\"transcript.text.done\",\"text\":\"Hi\",\"usage\":{\"input_tokens\":3,\"output_tokens\":1}}\n\n";
    provider.script((request, socket) -> {
      socket.events();
      socket.chunk(events);
      socket.end();
    });
    HttpResponse<String> answer = post("/v1/audio/transcriptions",
        bytes(field("model", "openai/gpt-4o-transcribe") + field("api_key", SECRET) + field("stream", "true") + file(LONG)));
    assertThat(answer.body()).isEqualTo(events);
    assertThat(gateway.row(answer).get("output_tokens").asInt()).isEqualTo(1);
  }

  @Test
  void theSdksFormsAreUnderstood() {
    provider.script((request, socket) -> socket.json(200, request.line().contains("edits") ? "{\"created\":1,\"data\":[]}" : TEXT));
    InputStream sound = new ByteArrayInputStream(new byte[1000]);
    assertThat(sdk.audio().transcriptions().create(TranscriptionCreateParams.builder()
        .file(MultipartField.<InputStream>builder().value(sound).filename("a.wav").build()).model("openai/whisper-1")
        .putAdditionalBodyProperty("api_key", JsonValue.from(SECRET)).build()).asTranscription().text()).isEqualTo("Hi");
    assertThat(provider.last().text()).contains("\r\nwhisper-1\r\n").doesNotContain(SECRET);
    sdk.images().edit(ImageEditParams.builder().model("openai/gpt-image-1").prompt("x")
        .image(MultipartField.<ImageEditParams.Image>builder().value(ImageEditParams.Image.ofInputStream(new ByteArrayInputStream(new byte[10])))
            .filename("a.png").build()).putAdditionalBodyProperty("api_key", JsonValue.from(SECRET)).build());
    assertThat(provider.last().text()).contains("\r\ngpt-image-1\r\n").doesNotContain(SECRET);
  }

  @Test
  void editsMayBeJson() {
    provider.script((request, socket) -> socket.json(200, "{\"created\":1,\"data\":[]}"));
    assertThat(gateway.post("/v1/images/edits", "{\"model\":\"openai/gpt-image-1\",\"images\":[],\"api_key\":\"" + SECRET + "\"}").statusCode())
        .isEqualTo(200);
    assertThat(provider.last().text()).isEqualTo("{\"model\":\"gpt-image-1\",\"images\":[]}");
  }
}
