package app.orqen.admission;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.LoggerFactory;

/** In processes of their own, since they end. */
class OutOfMemoryTest {

  @ParameterizedTest
  @CsvSource({"thread, 3", "scheduled, 3", "logged, 3", "caused, 3", "other, 0"})
  void endsTheProcessWhereverItIsNoticed(String where, int status) throws Exception {
    Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-Xmx32m",
        "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-cp", System.getProperty("java.class.path"), Victim.class.getName(),
        where).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isEqualTo(status);
    assertThat(said.contains("The gateway is out of memory, and its process ends.")).as(said).isEqualTo(status == 3);
    assertThat(said).doesNotContain("went on");
  }

  /** Runs out of memory, and would go on. */
  static final class Victim {

    private Victim() {}

    public static void main(String[] args) throws Exception {
      switch (args[0]) {
        case "thread" -> {
          OutOfMemory.watchThreads();
          Thread thread = new Thread(Victim::fill);
          thread.start();
          thread.join();
        }
        case "scheduled" -> {
          OutOfMemory.scheduler("background").schedule(Victim::fill, 0, TimeUnit.MILLISECONDS);
          new CountDownLatch(1).await(1, TimeUnit.MINUTES);
        }
        case "logged" -> {
          LoggerContext logging = (LoggerContext) LoggerFactory.getILoggerFactory();
          new AdmissionConfiguration().outOfMemoryWatch();
          logging.getLogger("a.library").setLevel(Level.WARN);
          try {
            fill();
          } catch (OutOfMemoryError e) {
            logging.getLogger("a.library").warn("A thing failed", new IllegalStateException(e));
          }
        }
        case "caused" -> OutOfMemory.endIf(new IllegalStateException(new OutOfMemoryError()));
        default -> {
          Exception circle = new Exception("one");
          circle.initCause(new Exception("two", circle));
          OutOfMemory.endIf(circle);
          OutOfMemory.endIf(null);
          return;
        }
      }
      System.out.println("went on");
    }

    private static void fill() {
      byte[][] all = new byte[1024][];
      for (int i = 0; i < all.length; i++) {
        all[i] = new byte[1024 * 1024];
      }
    }
  }
}
