package app.orqen.start;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.OrqenApplication;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A command in a pod, as the component routes-check runs it, has the pod's environment: it must not wait for the Job's schema. */
class ITOffline {

  private static final String SETTING = "orqen.database.migrate";

  @BeforeEach
  void asInAPodBesideTheJob() {
    System.setProperty(SETTING, "false");
  }

  @AfterEach
  void asBefore() {
    System.clearProperty(SETTING);
  }

  @Test
  void makesTheSchemaOfItsOwnDatabase() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    CompletableFuture<Integer> code = CompletableFuture.supplyAsync(() -> Commands.run(OrqenApplication.class,
        new String[] {"check", "routes"}, new PrintStream(out, true, StandardCharsets.UTF_8)));
    assertThat(code.get(Duration.ofMinutes(5).toSeconds(), TimeUnit.SECONDS)).as(out.toString(StandardCharsets.UTF_8)).isZero();
    assertThat(Offline.settings()).contains("--" + SETTING + "=true");
  }
}
