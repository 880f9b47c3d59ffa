package app.orqen.prune;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.tools.PruneFailure;
import app.orqen.tools.PruneFailure.Reason;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class PruneFailuresTest {

  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final AtomicLong clock = new AtomicLong();
  private final PruneFailures failures = new PruneFailures(meters, clock::get);

  @Test
  void eachFailureIsCountedAndOneAMinuteIsLogged(CapturedOutput output) {
    for (int i = 0; i < 3; i++) {
      failures.note(new PruneFailure(Reason.RANKING, "IllegalStateException"));
    }
    failures.note(new PruneFailure(Reason.TIME_BUDGET, "Exceeded"));
    failures.note(null);

    assertThat(count("ranking")).isEqualTo(3);
    assertThat(count("time_budget")).isEqualTo(1);
    assertThat(lines(output)).isEqualTo(1);
    assertThat(output.getAll()).contains("ranking (IllegalStateException); 1 such requests");

    clock.addAndGet(Duration.ofSeconds(59).toNanos());
    failures.note(new PruneFailure(Reason.RANKING, "IllegalStateException"));
    assertThat(lines(output)).isEqualTo(1);

    clock.addAndGet(Duration.ofSeconds(2).toNanos());
    failures.note(new PruneFailure(Reason.UNREADABLE, "IOException"));
    assertThat(lines(output)).isEqualTo(2);
    assertThat(output.getAll()).contains("unreadable (IOException); 5 such requests");
  }

  private double count(String reason) {
    return meters.counter("orqen.tools.failures", "reason", reason).count();
  }

  private static long lines(CapturedOutput output) {
    return output.getAll().lines().filter(line -> line.contains("Tool pruning failed")).count();
  }
}
