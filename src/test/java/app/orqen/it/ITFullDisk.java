package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import app.orqen.it.support.Eventually;
import app.orqen.it.support.Gateway;
import app.orqen.it.support.GatewayProcess;
import app.orqen.it.support.Replicas;
import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The disk of the data folder is full for a while. Needs to be root, to make a small disk in memory. */
class ITFullDisk {

  private static final Map<String, String> SETTINGS =
      Map.of("ORQEN_BOOTSTRAP_KEY", Gateway.KEY, "ORQEN_ADMIN_TOKEN", Gateway.ADMIN_TOKEN);

  private Path disk;
  private boolean mounted;

  @BeforeEach
  void mount() throws Exception {
    disk = Files.createTempDirectory("orqen-disk");
    mounted = run("mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk.toString());
    assumeTrue(mounted, "a tmpfs can't be mounted");
  }

  @AfterEach
  void unmount() throws Exception {
    if (mounted) {
      run("umount", "--lazy", disk.toString());
    }
    Files.deleteIfExists(disk);
  }

  private static boolean run(String... command) throws Exception {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start().waitFor() == 0;
    } catch (IOException e) {
      return false; // there is no such program
    }
  }

  private Path fill() throws IOException {
    Path file = disk.resolve("fill");
    try (OutputStream out = Files.newOutputStream(file)) {
      while (true) {
        out.write(new byte[4096]);
      }
    } catch (IOException e) {
      return file; // full
    }
  }

  private Map<String, String> settings() {
    Map<String, String> all = new HashMap<>(SETTINGS);
    all.put("ORQEN_DATA_DIR", disk.resolve("data").toString());
    return all;
  }

  private static HttpResponse<String> makeKey(GatewayProcess gateway) {
    return gateway.send("POST", "/v1/account/keys", Gateway.KEY, "{\"name\":\"k\"}");
  }

  private static int readiness(GatewayProcess gateway) {
    return gateway.management("/actuator/health/readiness").statusCode();
  }

  @Test
  void itOpensTheDatabaseAgainWhenThereIsRoom() throws Exception {
    try (GatewayProcess gateway = GatewayProcess.start(GatewayProcess.folder(), settings())) {
      Path fill = fill();
      Eventually.holds(() -> makeKey(gateway).statusCode() == 503);
      Eventually.holds(() -> readiness(gateway) == 503);
      assertThat(gateway.management("/actuator/health/readiness").body()).contains("No space left on device");
      for (int i = 0; i < 20; i++) {
        assertThat(makeKey(gateway).statusCode()).isEqualTo(503);
        assertThat(gateway.get("/v1/account/me", Gateway.KEY).statusCode()).isIn(200, 503);
      }
      assertThat(gateway.management("/actuator/health/liveness").statusCode()).isEqualTo(200);

      Files.delete(fill);
      Eventually.holds(() -> readiness(gateway) == 200);
      HttpResponse<String> made = Eventually.ask(() -> makeKey(gateway), answer -> answer.statusCode() == 201);
      String key = Replicas.json(made).get("key").asText();
      assertThat(Replicas.chat(gateway, key).statusCode()).isEqualTo(200);
      Eventually.holds(() -> gateway.get("/v1/account/requests", Gateway.KEY).body().contains("\"provider\":\"echo\""));
      assertThat(gateway.logLines()).as("a line each, and no traces").noneMatch(line -> line.startsWith("\tat "))
          .filteredOn(line -> line.contains("The embedded database is")).hasSize(2);
    }
  }

  @Test
  void aStartWithoutRoomSaysSo() throws Exception {
    fill();
    String log = GatewayProcess.failToStart(GatewayProcess.folder(), settings());
    assertThat(log).contains("The disk of the data folder is full.").contains("Make room").doesNotContain("\tat ");
  }
}
