package app.orqen.admission;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeapSharesTest {

  private static final long MEBI = 1024 * 1024;

  @ParameterizedTest
  @CsvSource({"64, 4, 8", "128, 18, 36", "256, 50, 100", "1024, 242, 484"})
  void leaveRoomForTheGatewayItselfAndForGarbage(long heap, long connections, long requests) {
    assertThat(HeapShares.of(heap * MEBI)).isEqualTo(new HeapShares(connections * MEBI, requests * MEBI));
  }
}
