package app.orqen.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Tests wait for conditions; where time itself is the subject, {@code Eventually.afterMillis} says so. */
class WaitsTest {

  @Test
  void testsDoNotSleep() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
      List<String> sleepers = files.filter(file -> file.toString().endsWith(".java"))
          .filter(file -> !List.of("Eventually.java", "WaitsTest.java").contains(file.getFileName().toString()))
          .filter(WaitsTest::sleeps).map(Path::toString).sorted().toList();
      assertThat(sleepers).as("files that call sleep() in place of Eventually").isEmpty();
    }
  }

  private static boolean sleeps(Path file) {
    try {
      return Files.readString(file).contains("sleep(");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
