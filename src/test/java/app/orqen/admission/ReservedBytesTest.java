package app.orqen.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReservedBytesTest {

  private static final long MOST = 1 << 20;

  private final MemoryBudget budget = new MemoryBudget(1 << 22, Duration.ZERO);
  private final Reservation memory = budget.open();

  @ParameterizedTest
  @ValueSource(longs = {-1, 0, 1, 100, 16_383, 16_385, 100_001, 1 << 20, 1 << 21, Long.MAX_VALUE})
  void areWhatCameWhateverWasAnnounced(long announced) throws IOException {
    for (int length : new int[] {0, 1, 16_384, 16_385, 100_001, 1 << 20}) {
      byte[] sent = random(length);
      ReservedBytes bytes = read(sent, announced);
      assertThat(bytes.isTooLong()).isFalse();
      assertThat(bytes.toArray()).isEqualTo(sent);
      assertThat(memory.bytes()).isEqualTo(ReservedBytes.reservedFor(length));
      bytes.discard();
      assertThat(memory.bytes()).isZero();
    }
  }

  /** One byte has come of 32 MiB. */
  @Test
  void holdWhatHasComeAndNotWhatIsAnnounced() throws IOException {
    ReservedBytes bytes = new ReservedBytes(memory, 32 << 20, 32 << 20, Duration.ZERO);
    assertThat(bytes.readFrom(new ByteArrayInputStream(new byte[1]))).isTrue();
    assertThat(memory.bytes()).isZero();
    assertThat(bytes.toArray()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"1000000, 1500000", "1048576, 1572864"})
  void neverHoldMoreThanHalfAsMuchAgain(int length, long most) throws IOException {
    MemoryBudget tight = new MemoryBudget(most + 64, Duration.ZERO);
    ReservedBytes bytes = new ReservedBytes(tight.open(), length, MOST, Duration.ZERO);
    InputStream in = new ByteArrayInputStream(random(length));
    while (bytes.readFrom(in)) {
      assertThat(tight.held()).isLessThanOrEqualTo(most + 64);
    }
    assertThat(bytes.toArray()).hasSize(length);
  }

  @Test
  void endWithinOneByteOfTheLimit() throws IOException {
    for (long announced : new long[] {-1, 10, MOST, MOST + 1}) {
      ReservedBytes bytes = new ReservedBytes(memory, announced, MOST, Duration.ZERO);
      InputStream in = new ByteArrayInputStream(new byte[(int) MOST + 2]);
      while (!bytes.isTooLong() && bytes.readFrom(in)) {
        assertThat(bytes.size()).isLessThanOrEqualTo((int) MOST + 1);
      }
      assertThat(bytes.isTooLong()).isTrue();
      assertThat(bytes.toArray()).hasSize((int) MOST + 1);
      bytes.discard();
    }
  }

  @Test
  void ofATrustedSourceHaveRoomFromTheBeginning() throws IOException {
    byte[] sent = random(100_000);
    ReservedBytes bytes = ReservedBytes.ofAnnounced(memory, sent.length, MOST, Duration.ZERO);
    assertThat(memory.bytes()).isEqualTo(sent.length);
    InputStream in = new ByteArrayInputStream(sent);
    while (bytes.readFrom(in)) {
      assertThat(memory.bytes()).isEqualTo(sent.length);
    }
    assertThat(bytes.toArray()).isEqualTo(sent);
    assertThatThrownBy(() -> ReservedBytes.ofAnnounced(memory, budget.limit(), budget.limit(), Duration.ZERO))
        .isInstanceOf(NoRoomException.class);
    assertThat(memory.bytes()).isEqualTo(sent.length);
  }

  @Test
  void areRefusedWhereThereIsNoRoom() {
    Reservation other = budget.open();
    other.grow(budget.limit() - 40_000);
    assertThatThrownBy(() -> read(random(100_000), -1)).isInstanceOf(NoRoomException.class);
    memory.close();
    assertThat(budget.held()).isEqualTo(budget.limit() - 40_000);
  }

  private ReservedBytes read(byte[] sent, long announced) throws IOException {
    ReservedBytes bytes = new ReservedBytes(memory, announced, MOST, Duration.ZERO);
    InputStream in = new ByteArrayInputStream(sent);
    while (bytes.readFrom(in)) {
      assertThat(bytes.size()).isPositive();
    }
    return bytes;
  }

  private static byte[] random(int length) {
    byte[] bytes = new byte[length];
    new Random(length).nextBytes(bytes);
    return bytes;
  }
}
