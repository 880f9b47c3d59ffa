package app.orqen.dispatch.call;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.inbound.Inbound;
import app.orqen.it.support.Eventually;
import app.orqen.reply.ClientStream;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class WatchdogTest {

  private static final int STALLED = 40;
  private static final Duration LONG = Duration.ofMinutes(5);

  private static UpstreamCall call(ServletOutputStream client) {
    MockHttpServletResponse response = new MockHttpServletResponse() {
      @Override
      public ServletOutputStream getOutputStream() {
        return client;
      }
    };
    Inbound inbound = new Inbound(new MockHttpServletRequest("POST", "/v1/chat/completions"), response,
        "/v1/chat/completions", LONG);
    Timeouts timeouts = new Timeouts(LONG, LONG, LONG, LONG, Duration.ofMillis(1));
    return new UpstreamCall(inbound, "P", null, timeouts, CircuitBreaker.ofDefaults("b"), new ClientStream(inbound));
  }

  private abstract static class Client extends ServletOutputStream {

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void setWriteListener(WriteListener listener) {
      throw new UnsupportedOperationException();
    }
  }

  /** Clients that take nothing hold up neither the signs of life of the others nor more than a writer each. */
  @Test
  void aStalledClientHoldsUpNoOther() throws Exception {
    CountDownLatch end = new CountDownLatch(1);
    CountDownLatch signs = new CountDownLatch(3);
    AtomicInteger writes = new AtomicInteger();
    List<UpstreamCall> calls = new ArrayList<>();
    for (int i = 0; i < STALLED; i++) {
      calls.add(call(new Client() {
        @Override
        public void write(int b) {
          writes.incrementAndGet();
          try {
            end.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        }
      }));
    }
    UpstreamCall good = call(new Client() {
      @Override
      public void write(int b) {
        if (b == '\n') {
          signs.countDown();
        }
      }
    });
    try (Watchdog watchdog = new Watchdog(CallConfiguration.writers(STALLED + 1))) {
      calls.forEach(watchdog::watch);
      Eventually.holds(() -> writes.get() == STALLED); // Each of them holds its writer.
      watchdog.watch(good);
      assertThat(signs.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(writes).hasValue(STALLED);
    } finally {
      end.countDown();
    }
  }
}
