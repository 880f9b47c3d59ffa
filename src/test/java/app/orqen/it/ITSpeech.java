package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.orqen.it.support.Gateway;
import app.orqen.it.support.StandIn;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.HttpResponse;
import com.openai.models.audio.speech.SpeechCreateParams;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Speech: sound passes as it is made, and an answer that stops or is something else is told as an error. */
class ITSpeech {

  private static final String SECRET = "provider-canary-7781";
  private static final String AUTH = ",\"api_key\":\"" + SECRET + "\"}";

  private static StandIn provider;
  private static Gateway gateway;
  private static OpenAIClient sdk;

  @BeforeAll
  static void start() {
    provider = new StandIn();
    gateway = Gateway.start("orqen.providers.openai.base-url=" + provider.url() + "/v1", "orqen.breaker.minimum-calls=1000",
        "orqen.breaker.window=1000", "orqen.timeout.gap=1s");
    sdk = OpenAIOkHttpClient.builder().baseUrl(gateway.url() + "/v1").apiKey(Gateway.KEY).maxRetries(0).build();
  }

  @AfterAll
  static void stop() throws Exception {
    sdk.close();
    gateway.close();
    provider.close();
  }

  private static SpeechCreateParams speech() {
    return SpeechCreateParams.builder().model("openai/tts-1").input("x").voice("alloy")
        .putAdditionalBodyProperty("api_key", JsonValue.from(SECRET)).build();
  }

  @Test
  void soundComesAsItIsMadeAndHidesTheCredential() throws Exception {
    byte[] sound = new byte[300_000];
    for (int i = 0; i < sound.length; i++) {
      sound[i] = (byte) (i * 31 % 251);
    }
    byte[] secret = SECRET.getBytes(StandardCharsets.US_ASCII);
    System.arraycopy(secret, 0, sound, 16 * 1024 - 5, secret.length);
    provider.script((request, socket) -> socket.answer(200, "audio/mpeg", sound));
    String id;
    try (HttpResponse answer = sdk.audio().speech().create(speech())) {
      assertThat(answer.headers().values("content-type")).containsExactly("audio/mpeg");
      assertThat(answer.headers().values("content-length")).containsExactly("300000");
      assertThat(answer.headers().values("x-orqen-cost-usd")).containsExactly("unpriced");
      id = answer.headers().values("x-request-id").get(0);
      java.util.Arrays.fill(sound, 16 * 1024 - 5, 16 * 1024 - 5 + secret.length, (byte) '*');
      assertThat(answer.body().readAllBytes()).isEqualTo(sound);
    }
    JsonNode row = gateway.row(id);
    assertThat(row.get("operation").asText()).isEqualTo("speech");
    assertThat(row.get("status").asInt()).isEqualTo(200);
    assertThat(row.get("error_code").isNull()).isTrue();
  }

  @Test
  void soundThatBreaksOffIsBrokenOff() throws Exception {
    provider.script((request, socket) -> {
      socket.raw("HTTP/1.1 200 OK\r\nContent-Type: audio/mpeg\r\nTransfer-Encoding: chunked\r\n\r\n");
      socket.chunk("abc");
      socket.cut();
    });
    try (HttpResponse answer = sdk.audio().speech().create(speech())) {
      String id = answer.headers().values("x-request-id").get(0);
      assertThatThrownBy(() -> answer.body().readAllBytes()).isInstanceOf(IOException.class);
      assertThat(gateway.row(id).get("error_code").asText()).isEqualTo("provider_unreachable");
    }
  }

  @Test
  void soundThatStallsIsBrokenOff() throws Exception {
    provider.script((request, socket) -> {
      socket.raw("HTTP/1.1 200 OK\r\nContent-Type: audio/mpeg\r\nContent-Length: 100\r\n\r\nabc");
      socket.awaitClose();
    });
    try (HttpResponse answer = sdk.audio().speech().create(speech())) {
      String id = answer.headers().values("x-request-id").get(0);
      assertThatThrownBy(() -> answer.body().readAllBytes()).isInstanceOf(IOException.class);
      assertThat(gateway.row(id).get("error_code").asText()).isEqualTo("provider_timeout");
    }
  }

  @Test
  void aPageInPlaceOfSoundIsA502() throws Exception {
    provider.script((request, socket) -> socket.answer(200, "text/html", "<p>".getBytes(StandardCharsets.UTF_8)));
    java.net.http.HttpResponse<String> answer = gateway.post("/v1/audio/speech", "{\"model\":\"openai/t\",\"input\":\"x\"" + AUTH);
    assertThat(answer.statusCode()).isEqualTo(502);
    assertThat(new ObjectMapper().readTree(answer.body()).at("/error/message").asText()).contains("isn't sound");
  }

  @Test
  void speechMayComeAsEvents() throws Exception {
    String events = "data: {\"type\":\"speech.audio.delta\",\"audio\":\"QUJD\"}\n\ndata: {\"type\":\"speech.audio.done\",\"usage\":{\"input_tokens\":1,"
        + "\"output_tokens\":4,\"total_tokens\":5}}\n\n";
    provider.script((request, socket) -> {
      socket.events();
      socket.chunk(events);
      socket.end();
    });
    java.net.http.HttpResponse<String> answer = gateway.post("/v1/audio/speech", "{\"model\":\"openai/t\",\"input\":\"x\",\"stream_format\":\"sse\"" + AUTH);
    assertThat(answer.body()).isEqualTo(events);
    assertThat(answer.headers().firstValue("content-type").orElseThrow().toLowerCase(Locale.ROOT)).startsWith("text/event-stream");
    assertThat(gateway.row(answer).get("output_tokens").asInt()).isEqualTo(4);
  }
}
