package app.orqen.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** A start that waits for its schema ends when it is there, when it has waited long enough, and when it is told to end. */
class SchemaWaitTest {

  private final String url = "jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1";
  private final Flyway flyway = upTo("latest");

  private Flyway upTo(String target) {
    return Flyway.configure().dataSource(url, "sa", "").locations("classpath:db/migration", "classpath:db/h2").target(target).load();
  }

  private static SchemaWait waits(int looks) {
    return new SchemaWait(Duration.ofMillis(1), looks);
  }

  @Test
  void goesOnAtOnceWhenNothingIsMissing() {
    flyway.migrate();
    assertThatCode(() -> waits(1).migrate(flyway)).doesNotThrowAnyException();
  }

  @Test
  void saysWhatAnOlderSchemaLacks() {
    upTo("3").migrate();
    assertThatThrownBy(() -> waits(2).migrate(flyway)).isInstanceOf(SchemaWait.OutdatedSchemaException.class)
        .hasMessageStartingWith("The schema of the database still lacks V4, V5, V6, V7").hasMessageNotContaining("V3,");
  }

  @Test
  void saysWhatAnEmptySchemaLacks() {
    assertThatThrownBy(() -> waits(2).migrate(flyway)).hasMessageContaining("V1, V2, V3");
  }

  @Test
  void endsWithoutAStackTrace() {
    Throwable failure = catchThrowable(() -> waits(1).migrate(flyway));
    FailureAnalysis analysis = new StoreStartFailure().analyze(new IllegalStateException("a bean can't be made", failure));
    assertThat(analysis.getDescription()).contains("still lacks V1");
    assertThat(analysis.getAction()).contains("ORQEN_DATABASE_MIGRATE");
  }

  @Test
  void goesOnWhenTheSchemaIsThere() throws Exception {
    CompletableFuture<Void> start = CompletableFuture.runAsync(() -> waits(Integer.MAX_VALUE).migrate(flyway));
    flyway.migrate();
    start.get(1, TimeUnit.MINUTES);
  }

  @Test
  void endsWhenItIsInterrupted() throws Exception {
    CompletableFuture<Throwable> ended = new CompletableFuture<>();
    Thread start = new Thread(() -> ended.complete(
        catchThrowable(() -> waits(Integer.MAX_VALUE).migrate(flyway))));
    start.start();
    while (start.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }
    start.interrupt();
    assertThat(ended.get(1, TimeUnit.MINUTES)).hasMessageContaining("was ended while it waited");
  }
}
