package app.orqen.dispatch.call;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.inbound.Outcome;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CallProgressTest {

  private static final Duration LONG = Duration.ofMinutes(5);

  private final CallProgress progress = new CallProgress(new Outcome(), new Timeouts(LONG, LONG, LONG, LONG, LONG));

  @Test
  void contentIsLateUntilItHasBegun() {
    progress.sending();
    progress.head();
    progress.expectContent(Duration.ofSeconds(60).toNanos());
    long later = System.nanoTime() + Duration.ofSeconds(61).toNanos();
    assertThat(progress.overdue(System.nanoTime())).isNull();
    assertThat(progress.overdue(later)).isEqualTo(Cut.LATE);
    progress.contentBegun();
    assertThat(progress.overdue(later)).isNull();
  }
}
