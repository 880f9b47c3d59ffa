package app.orqen.admission;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeapSharesTest {

  private static final long MEBI = 1024 * 1024;

  @ParameterizedTest
  @CsvSource({"64, 16, 1", "128, 70, 2", "256, 196, 4", "1024, 952, 16", "4096, 4024, 16"})
  void leaveRoomForTheGatewayItselfAndForGarbage(long heap, long rest, long durations) {
    long bytes = rest * MEBI;
    assertThat(HeapShares.of(heap * MEBI)).isEqualTo(
        new HeapShares(bytes / 8, bytes / 8, bytes / 32, bytes / 2, durations * MEBI));
  }
}
