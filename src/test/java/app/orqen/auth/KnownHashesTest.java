package app.orqen.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import app.orqen.key.ApiKey;
import java.lang.management.ManagementFactory;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class KnownHashesTest {

  private static final int MILLION = 1_000_000;

  private final KnownHashes hashes = new KnownHashes();

  private static String hash(int number) {
    return ApiKey.hash("key " + number);
  }

  private static Consumer<Consumer<String>> keys(int from, int to) {
    return reader -> IntStream.range(from, to).mapToObj(KnownHashesTest::hash).forEach(reader);
  }

  @Test
  void everyHashMayBeAKeysBeforeTheFirstReading() {
    assertThat(hashes.mayContain(hash(1))).isTrue();
    assertThatThrownBy(() -> hashes.read(reader -> {
      throw new IllegalStateException();
    })).isInstanceOf(IllegalStateException.class);
    assertThat(hashes.mayContain(hash(1))).isTrue();
  }

  @Test
  void noKeyOfAMillionIsRefusedAndHardlyAnyGuessPasses() {
    long before = live();
    hashes.read(keys(0, MILLION));
    assertThat(live() - before).as("bytes of heap").isLessThan(16L * MILLION);
    assertThat(IntStream.range(0, MILLION).filter(i -> !hashes.mayContain(hash(i)))).isEmpty();
    assertThat(IntStream.range(MILLION, MILLION + 100_000).filter(i -> hashes.mayContain(hash(i))).count()).isLessThan(200);
  }

  @Test
  void aKeyMadeWhileHashesAreReadStays() {
    hashes.read(keys(0, 10));
    hashes.add(hash(50));
    hashes.read(reader -> {
      hashes.add(hash(51)); // behind the page that has been read
      assertThat(hashes.mayContain(hash(50))).isTrue();
      assertThat(hashes.mayContain(hash(51))).isTrue();
      keys(0, 10).accept(reader);
      reader.accept(hash(50));
    });
    for (int known : new int[] {0, 9, 50, 51}) {
      assertThat(hashes.mayContain(hash(known))).isTrue();
    }
    hashes.read(keys(0, 10)); // the two are deleted
    hashes.read(keys(0, 10));
    assertThat(hashes.mayContain(hash(50))).isFalse();
    assertThat(hashes.mayContain(hash(51))).isFalse();
  }

  @Test
  void aReadingThatFailsLosesNothing() {
    hashes.read(keys(0, 10));
    hashes.add(hash(50));
    for (int i = 0; i < 3; i++) {
      int made = 60 + i;
      assertThatThrownBy(() -> hashes.read(reader -> {
        hashes.add(hash(made));
        throw new IllegalStateException();
      })).isInstanceOf(IllegalStateException.class);
    }
    for (int known : new int[] {0, 9, 50, 60, 61, 62}) {
      assertThat(hashes.mayContain(hash(known))).isTrue();
    }
    assertThat(hashes.mayContain(hash(11))).isFalse();
  }

  @Test
  void whatIsForgottenMayBeAKeysUntilAllIsReadAgain() {
    hashes.read(keys(0, 10));
    hashes.forget();
    assertThat(hashes.mayContain(hash(50))).isTrue();
    hashes.read(reader -> hashes.forget()); // began before, and may lack what nobody told of
    assertThat(hashes.mayContain(hash(50))).isTrue();
    hashes.read(keys(0, 10));
    assertThat(hashes.mayContain(hash(50))).isFalse();
  }

  private static long live() {
    System.gc();
    return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
