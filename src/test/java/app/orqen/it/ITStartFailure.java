package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Gateway;
import app.orqen.it.support.GatewayProcess;
import app.orqen.it.support.Ports;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A start that can't succeed ends in plain sentences that say what to do, and leaves nothing behind. */
class ITStartFailure {

  private static final Map<String, String> SETTINGS = Map.of("ORQEN_BOOTSTRAP_KEY", Gateway.KEY);

  private static void assertPlain(String log, String reason, String action) {
    assertThat(log).contains("APPLICATION FAILED TO START").contains(reason).contains(action).doesNotContain("\tat ");
    assertThat(log.lines().filter(line -> !line.isBlank())).as(log).hasSizeLessThan(20);
  }

  @Test
  void oneDataFolderIsForOneGateway() throws Exception {
    Path folder = GatewayProcess.folder();
    Path data = folder.resolve("data");
    try (GatewayProcess first = GatewayProcess.start(folder, SETTINGS)) {
      String log = GatewayProcess.failToStart(GatewayProcess.folder(), Map.of("ORQEN_DATA_DIR", data.toString()));
      assertPlain(log, "Another process uses the embedded database", "ORQEN_DATA_DIR");
      assertThat(first.get("/v1/account/me", Gateway.KEY).statusCode()).as("the first goes on").isEqualTo(200);
      assertThat(first.send("PUT", "/v1/account/providers", Gateway.KEY,
          "{\"provider\":\"groq\",\"api_key\":\"canary-lost-key\"}").statusCode()).isEqualTo(200);
    }

    Path keys = data.resolve("vault.keys");
    byte[] lost = Files.readAllBytes(keys);
    Files.delete(keys);
    assertPlain(GatewayProcess.failToStart(folder, SETTINGS), "vault.keys is missing", "ORQEN_VAULT_KEYS_FILE");
    assertThat(keys).as("a new key would look like the lost one").doesNotExist();

    Files.write(keys, lost);
    Files.write(data.resolve("orqen.mv.db"), new byte[0]);
    try (GatewayProcess again = GatewayProcess.start(folder, SETTINGS)) {
      assertThat(again.log()).contains("orqen.mv.db is empty, 0 bytes").contains("begins anew");
    }
  }

  @Test
  void aDatabaseThatIsNotThere() throws Exception {
    String log = GatewayProcess.failToStart(GatewayProcess.folder(), Map.of("SPRING_DATASOURCE_URL",
        "jdbc:postgresql://no-such-host.invalid/orqen?password=canary-in-the-url", "SPRING_DATASOURCE_USERNAME", "orqen",
        "SPRING_DATASOURCE_PASSWORD", "canary-of-the-database"));
    assertPlain(log, "The host of the database is not known: no-such-host.invalid", "SPRING_DATASOURCE_URL");
    assertThat(log).doesNotContain("canary");

    assertPlain(GatewayProcess.failToStart(GatewayProcess.folder(),
        Map.of("SPRING_DATASOURCE_URL", "jdbc:postgresql://127.0.0.1:" + Ports.free() + "/orqen")),
        "The database does not accept connections", "SPRING_DATASOURCE_URL");
  }
}
