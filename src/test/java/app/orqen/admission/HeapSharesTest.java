package app.orqen.admission;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeapSharesTest {

  private static final long MEBI = 1024 * 1024;

  @ParameterizedTest
  @CsvSource({"64, 16", "128, 72", "256, 200", "1024, 968"})
  void leaveRoomForTheGatewayItselfAndForGarbage(long heap, long rest) {
    long bytes = rest * MEBI;
    assertThat(HeapShares.of(heap * MEBI)).isEqualTo(new HeapShares(bytes / 8, bytes / 8, bytes / 32, bytes / 2));
  }
}
