package app.orqen.dispatch.call;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.catalogue.ModelTable;
import app.orqen.cost.Tariff;
import app.orqen.inbound.Inbound;
import app.orqen.inbound.Outcome;
import app.orqen.request.BodyScan;
import app.orqen.request.ModelRequest;
import app.orqen.translate.answer.Usage;
import app.orqen.translate.front.WireRegistry;
import app.orqen.translate.wire.Operation;
import app.orqen.vault.Credential;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

/** A provider works on what it was sent, and bills it, also when nobody takes the answer. */
class CutCallsTest {

  private static final Duration LONG = Duration.ofMinutes(5);
  private static final long INPUT = 70;

  private final Inbound inbound = new Inbound(new MockHttpServletRequest("POST", "/v1/chat/completions"),
      new MockHttpServletResponse(), "/v1/chat/completions", LONG);
  private final Outcome outcome = inbound.outcome();
  private final UpstreamCall call = new UpstreamCall(
      inbound, "P", Credential.NONE, new Timeouts(LONG, LONG, LONG, LONG, LONG), CircuitBreaker.ofDefaults("b"), null);

  private void begin(boolean sent) throws IOException {
    outcome.bill().calling(Tariff.of(new ModelTable(), "openai", "openai", "gpt-4o", null, INPUT));
    call.sending(() -> true);
    if (sent) {
      new UpstreamBody(List.of(), null, false, "application/json", call).writeTo(new ByteArrayOutputStream());
    }
  }

  private void fail(Operation operation) {
    Exchange exchange = new DefaultExchange(new DefaultCamelContext());
    call.attach(exchange);
    new ModelRequest(WireRegistry.surfaceOf("/v1/chat/completions"), operation, BodyScan.of("{}".getBytes()), "m", false)
        .attach(exchange);
    exchange.setProperty(Exchange.EXCEPTION_CAUGHT, new IOException("over"));
    new UpstreamFailure().process(exchange);
  }

  @ParameterizedTest
  @CsvSource({
      "true, true, 0, true", // its client left, or a time limit passed, before there was a head
      "false, true, 0, false", // it was cut off before the request was sent
      "true, false, 0, false", // the provider hung up without an answer
      "true, false, 200, true", // the body broke off
      "true, true, 200, true",
      "true, false, 500, false",
      "true, true, 429, false",
      "true, true, 302, false"})
  void aCallIsEstimatedWhenItsProviderMayBillIt(boolean sent, boolean cut, int status, boolean billed) throws IOException {
    begin(sent);
    if (status > 0) {
      call.head(status);
      if (status >= 400) {
        call.error(new ErrorHead(status, null, null));
      }
    }
    if (cut) {
      call.clientGone();
    }
    if (status == 0) {
      call.failed();
    }
    if (status >= 400 && !cut) {
      call.account(0);
    } else {
      fail(Operation.CHAT);
    }

    assertThat(outcome.usage().input()).isEqualTo(billed ? INPUT : 0);
    assertThat(outcome.bill().isEstimated()).isEqualTo(billed);
    assertThat(outcome.bill().isUnpriced()).as("charged, by a table without prices").isEqualTo(billed);
  }

  /** Silence for less time than a call without a plan has says nothing about the provider, which others call without one. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void silenceInASharedTimeDoesNotOpenTheBreaker(boolean shares) {
    CircuitBreaker breaker = CircuitBreaker.ofDefaults("c");
    Timeouts silence = new Timeouts(LONG, Duration.ZERO, LONG, LONG, LONG);
    UpstreamCall silent = new UpstreamCall(inbound, "P", Credential.NONE, silence, breaker, null);
    if (shares) {
      silent.sharesTime();
    }
    silent.sending(() -> true);
    silent.look(System.nanoTime() + 1_000, stream -> { });
    silent.failed();
    silent.close();

    assertThat(silent.explain(null, null).getMessage()).contains("did not");
    assertThat(breaker.getMetrics().getNumberOfFailedCalls()).isEqualTo(shares ? 0 : 1);
  }

  @Test
  void itIsCountedOnce() throws IOException {
    begin(true);
    call.head(200);
    call.account(5);
    fail(Operation.CHAT);

    assertThat(outcome.usage().input()).isEqualTo(INPUT);
    assertThat(outcome.usage().output()).isEqualTo(5);
  }

  @Test
  void whatIsKnownIsNotEstimatedAgain() throws IOException {
    begin(true);
    call.head(200);
    call.accounted();
    outcome.used(new Usage(1, 2, 0, 0, 0, 0, null), null);
    fail(Operation.CHAT);

    assertThat(outcome.usage().total()).isEqualTo(3);
    assertThat(outcome.bill().isEstimated()).isFalse();
  }

  @Test
  void countsOfTokensAreFree() throws IOException {
    begin(true);
    call.clientGone();
    call.failed();
    fail(Operation.COUNT_TOKENS);

    assertThat(outcome.usage().total()).isZero();
  }
}
