package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Collector;
import app.orqen.it.support.Eventually;
import app.orqen.it.support.Gateway;
import app.orqen.it.support.OpenAi;
import app.orqen.it.support.StandIn;
import app.orqen.it.support.Wires;
import app.orqen.trace.Tracing;
import app.orqen.translate.Wire;
import io.opentelemetry.proto.trace.v1.Span;
import io.opentelemetry.proto.trace.v1.Status;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a collector is sent of requests; and that there is nothing of it unless it is wanted. */
class ITTraces {

  private static final String PROMPT = "prompt-canary-of-a-trace";
  private static final String CALLER_SPAN = "00f067aa0ba902b7";

  static StandIn provider;
  static Collector collector;
  static Gateway gateway;

  @BeforeAll
  static void start() throws Exception {
    provider = new StandIn();
    collector = new Collector();
    System.setProperty("otel.bsp.schedule.delay", "100");
    gateway = tracing("orqen.tracing.propagate=false");
  }

  private static Gateway tracing(String more) {
    return Gateway.start("orqen.tracing.enabled=true", "orqen.tracing.endpoint=" + collector.url(), more,
        "orqen.providers.openai.base-url=" + provider.url() + "/v1", "orqen.providers.bedrock.base-url=" + provider.url());
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    System.clearProperty("otel.bsp.schedule.delay");
    collector.close();
    provider.close();
  }

  private static String newTrace() {
    return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong() | 1)
        + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
  }

  private static HttpResponse<String> chat(Gateway to, String trace, String model, String more) {
    return Gateway.send(to.request("/v1/chat/completions").header("Content-Type", "application/json")
        .header("traceparent", "00-" + trace + "-" + CALLER_SPAN + "-01").header("X-Orqen-Session-Id", "s1")
        .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"" + model + "\"," + more
            + "\"messages\":[{\"role\":\"user\",\"content\":\"" + PROMPT + "\"}]}")));
  }

  private static Span of(List<Span> spans, Span.SpanKind kind) {
    List<Span> found = spans.stream().filter(span -> span.getKind() == kind).toList();
    assertThat(found).as(kind + " among " + spans).hasSize(1);
    return found.get(0);
  }

  @Test
  void aCallIsTwoSpansOfTheCallersTrace() throws Exception {
    provider.script((request, wire) -> wire.json(200, OpenAi.COMPLETION));
    String trace = newTrace();
    HttpResponse<String> answer = chat(gateway, trace, "gpt-4o", "\"api_key\":\"sk-trace-canary\",");
    List<Span> spans = collector.await(trace, 2);
    Span server = of(spans, Span.SpanKind.SPAN_KIND_SERVER);
    Span client = of(spans, Span.SpanKind.SPAN_KIND_CLIENT);

    assertThat(server.getName()).isEqualTo("POST /v1/chat/completions");
    assertThat(Collector.hex(server.getParentSpanId().toByteArray())).isEqualTo(CALLER_SPAN);
    assertThat(Collector.attributes(server.getAttributesList()))
        .containsEntry("http.route", "/v1/chat/completions").containsEntry("http.response.status_code", "200")
        .containsEntry("orqen.request.id", answer.headers().firstValue("x-request-id").orElseThrow())
        .containsKeys("orqen.key.id", "orqen.account.id", "orqen.ttft_ms", "orqen.overhead_ms");

    assertThat(client.getParentSpanId()).isEqualTo(server.getSpanId());
    assertThat(client.getName()).isEqualTo("chat gpt-4o");
    assertThat(Collector.attributes(client.getAttributesList()))
        .containsEntry("gen_ai.operation.name", "chat").containsEntry("gen_ai.provider.name", "openai")
        .containsEntry("gen_ai.request.model", "gpt-4o").containsEntry("gen_ai.response.model", "gpt-4o-2024-08-06")
        .containsEntry("gen_ai.usage.input_tokens", "9").containsEntry("gen_ai.usage.output_tokens", "2")
        .containsEntry("gen_ai.conversation.id", "s1").containsEntry("server.address", "127.0.0.1")
        .containsEntry("http.response.status_code", "200").containsKey("server.port").doesNotContainKey("error.type");
    assertThat(client.getStartTimeUnixNano()).isBetween(server.getStartTimeUnixNano(), client.getEndTimeUnixNano());
    assertThat(client.getEndTimeUnixNano()).isLessThanOrEqualTo(server.getEndTimeUnixNano());
    assertThat(provider.last().headers()).as("what providers see").doesNotContainKeys("traceparent", "tracestate");
    assertThat(collector.services()).contains("orqen");
  }

  @Test
  void aStreamsSpanLastsAsLongAsTheStream() throws Exception {
    provider.script((request, wire) -> {
      wire.events();
      wire.chunk(OpenAi.chunk("Hel"));
      Eventually.afterMillis(300);
      wire.chunk(OpenAi.finish() + OpenAi.usage() + OpenAi.DONE);
      wire.end();
    });
    String trace = newTrace();
    chat(gateway, trace, "gpt-4o", "\"stream\":true,\"api_key\":\"sk-trace-canary\",");
    Span client = of(collector.await(trace, 2), Span.SpanKind.SPAN_KIND_CLIENT);
    assertThat(client.getEndTimeUnixNano() - client.getStartTimeUnixNano()).isGreaterThan(290_000_000L);
    assertThat(Collector.attributes(client.getAttributesList()))
        .containsEntry("gen_ai.usage.input_tokens", "9").containsEntry("gen_ai.response.model", "gpt-4o");
  }

  /** What it costs that a conversation leaves the credential whose cache has its prompt is on the call that leaves it. */
  @Test
  void aCacheThatIsLeftIsMarked() throws Exception {
    for (String name : List.of("one", "two")) {
      gateway.put("/v1/account/providers", "{\"provider\":\"openai\",\"name\":\"" + name + "\",\"api_key\":\"sk-trace-canary-" + name + "\"}");
    }
    String usage = "\"usage\":{\"prompt_tokens\":5000,\"completion_tokens\":2,\"total_tokens\":5002,"
        + "\"prompt_tokens_details\":{\"cached_tokens\":4000}}";
    provider.script((request, wire) -> wire.json(200, OpenAi.COMPLETION.replaceAll("\"usage\":\\{[^}]*\\}", usage)));
    String trace = newTrace();
    chat(gateway, trace, "gpt-4o", "\"n\":1,");
    String before = provider.last().header("authorization").replaceAll(".*-", "");
    assertThat(Collector.attributes(of(collector.await(trace, 2), Span.SpanKind.SPAN_KIND_CLIENT).getAttributesList()))
        .doesNotContainKey("orqen.cache.left");
    provider.script((request, wire) -> {
      if (request.header("authorization").endsWith(before)) {
        wire.json(401, "{\"error\":{\"message\":\"no\",\"type\":\"x\"}}");
      } else {
        wire.json(200, OpenAi.COMPLETION);
      }
    });
    String later = newTrace();
    assertThat(chat(gateway, later, "gpt-4o", "\"n\":1,").statusCode()).isEqualTo(200);
    List<Map<String, String>> calls = collector.await(later, 3).stream()
        .filter(span -> span.getKind() == Span.SpanKind.SPAN_KIND_CLIENT).map(span -> Collector.attributes(span.getAttributesList())).toList();
    assertThat(calls).hasSize(2).filteredOn(call -> call.containsKey("orqen.cache.left")).hasSize(1).first()
        .satisfies(call -> assertThat(call).containsEntry("orqen.cache.left", "openai/gpt-4o (" + before + ")")
            .containsEntry("orqen.cache.left_tokens", "5000").containsEntry("http.response.status_code", "200")
            .hasEntrySatisfying("orqen.cache.left_usd", usd -> assertThat(Double.parseDouble(usd)).isPositive()));
    for (String name : List.of("one", "two")) {
      Gateway.send(gateway.request("/v1/account/providers/openai?name=" + name).DELETE());
    }
  }

  @Test
  void errorsAreMarked() throws Exception {
    provider.script((request, wire) -> wire.json(429, "{\"error\":{\"message\":\"slow sk-trace-canary\",\"code\":\"rate\"}}"));
    String trace = newTrace();
    chat(gateway, trace, "gpt-4o", "\"api_key\":\"sk-trace-canary\",");
    Span limited = of(collector.await(trace, 2), Span.SpanKind.SPAN_KIND_CLIENT);
    assertThat(limited.getStatus().getCode()).isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
    assertThat(Collector.attributes(limited.getAttributesList())).containsEntry("error.type", "429");

    provider.script((request, wire) -> wire.cut());
    String cut = newTrace();
    chat(gateway, cut, "gpt-4o", "\"api_key\":\"sk-trace-canary\",");
    List<Span> spans = collector.await(cut, 2);
    assertThat(Collector.attributes(of(spans, Span.SpanKind.SPAN_KIND_CLIENT).getAttributesList()))
        .containsEntry("error.type", "provider_unreachable");
    assertThat(of(spans, Span.SpanKind.SPAN_KIND_SERVER).getStatus().getCode())
        .isEqualTo(Status.StatusCode.STATUS_CODE_ERROR);
  }

  @Test
  void otherWiresAndRequestsThatCallNobody() throws Exception {
    provider.script((request, wire) -> wire.json(200, Wires.answer(Wire.CONVERSE)));
    String trace = newTrace();
    chat(gateway, trace, "bedrock/us.anthropic.x-v1:0", "\"aws_region_name\":\"eu-west-1\",\"aws_access_key_id\":\"AKIDCANARY\","
        + "\"aws_secret_access_key\":\"aws-canary\",\"aws_session_token\":\"session-canary\",");
    Map<String, String> call = Collector.attributes(
        of(collector.await(trace, 2), Span.SpanKind.SPAN_KIND_CLIENT).getAttributesList());
    assertThat(call).containsEntry("gen_ai.provider.name", "aws.bedrock").containsEntry("gen_ai.usage.input_tokens", "3");

    String echo = newTrace();
    HttpResponse<String> answer = Gateway.send(gateway.request("/v1/account/me")
        .header("traceparent", "00-" + echo + "-" + CALLER_SPAN + "-01").GET());
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(of(collector.await(echo, 1), Span.SpanKind.SPAN_KIND_SERVER).getName()).isEqualTo("GET");
    assertThat(collector.await(echo, 1)).hasSize(1);
  }

  @Test
  void aSpellingOfACallersNamesNoSpan() throws Exception {
    String trace = newTrace();
    Gateway.send(gateway.request("/v1/chat/completion%73").header("Content-Type", "application/json")
        .header("traceparent", "00-" + trace + "-" + CALLER_SPAN + "-01")
        .POST(HttpRequest.BodyPublishers.ofString("{\"model\":\"echo/x\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]}")));
    assertThat(of(collector.await(trace, 1), Span.SpanKind.SPAN_KIND_SERVER).getName()).isEqualTo("POST /v1/chat/completions");
  }

  @Test
  void theContextIsPassedOnOnlyWhenWanted() throws Exception {
    provider.script((request, wire) -> wire.json(200, OpenAi.COMPLETION));
    try (Gateway passing = tracing("orqen.tracing.propagate=true")) {
      String trace = newTrace();
      chat(passing, trace, "gpt-4o", "\"api_key\":\"sk-trace-canary\",");
      String sent = provider.last().header("traceparent");
      Span client = of(collector.await(trace, 2), Span.SpanKind.SPAN_KIND_CLIENT);
      assertThat(sent).isEqualTo("00-" + trace + "-" + Collector.hex(client.getSpanId().toByteArray()) + "-01");
    }
  }

  @Test
  void thereIsNothingOfItByDefault() {
    provider.script((request, wire) -> wire.json(200, OpenAi.COMPLETION));
    try (Gateway plain = Gateway.start("orqen.providers.openai.base-url=" + provider.url() + "/v1")) {
      chat(plain, newTrace(), "gpt-4o", "\"api_key\":\"sk-trace-canary\",");
      assertThat(provider.last().headers()).doesNotContainKey("traceparent");
      assertThat(plain.context().getBeansOfType(Tracing.class)).isEmpty();
      assertThat(plain.context().getBeansOfType(io.opentelemetry.api.OpenTelemetry.class)).isEmpty();
    }
  }
}
