package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.orqen.it.support.Gateway;
import app.orqen.it.support.LeakWatch;
import app.orqen.it.support.StandIn;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.LoggerFactory;

/** The watch that all tests rely on sees a leak wherever it is planted, and none where there is none. */
class ITLeakWatch {

  static StandIn provider;
  static Gateway gateway;

  private final LeakWatch watch = new LeakWatch();

  @BeforeAll
  static void start() {
    provider = new StandIn();
    gateway = Gateway.start("orqen.providers.openai.base-url=" + provider.url() + "/v1");
  }

  @AfterAll
  static void stop() throws Exception {
    gateway.close();
    provider.close();
  }

  static Stream<Runnable> leaks() {
    return Stream.of(
        () -> LoggerFactory.getLogger("app.orqen.planted").info("sent Bearer sk-provider-canary-1"),
        () -> LoggerFactory.getLogger("app.orqen.planted").warn("failed", new IllegalStateException(Gateway.KEY)),
        () -> System.err.println("AWS4canary/session"),
        () -> gateway.bean(MeterRegistry.class).counter("planted", "label", "sk-metric-canary").increment(),
        () -> leakingProvider("x-should-retry: aws-session-canary", "{}"),
        () -> leakingProvider("x: y", "{\"aws_secret_access_key\":\"canary/1\"}"),
        () -> LeakWatch.sentUpstream("authorization: Bearer " + Gateway.KEY));
  }

  /** What the gateway does not know to be a secret, it lets through; the watch does not. */
  private static void leakingProvider(String header, String body) {
    provider.script((request, wire) -> wire.json(400, body, header));
    gateway.post("/v1/chat/completions", ITStreams.PLAIN);
  }

  @ParameterizedTest
  @MethodSource("leaks")
  void aPlantedLeakFails(Runnable leak) {
    leak.run();
    assertThatThrownBy(watch::check).isInstanceOf(AssertionError.class).hasMessageContaining("Secrets leaked");
    gateway.bean(MeterRegistry.class).find("planted").counters()
        .forEach(counter -> gateway.bean(MeterRegistry.class).remove(counter));
  }

  @Test
  void aNewKeyMayBeShownOnce() {
    gateway.post("/v1/account/keys", "{\"name\":\"another\"}");
    assertThatCode(watch::check).doesNotThrowAnyException();
  }
}
