package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Eventually;
import app.orqen.it.support.Gateway;
import app.orqen.it.support.GatewayProcess;
import app.orqen.it.support.Replicas;
import app.orqen.it.support.SilentProxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Two replicas whose connections to PostgreSQL die without a word, as when a failover leaves them without a reset. Neither waits for
 * them for long: revocations hold, usage rows are written, and the process ends when it is told to.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ITSilentDatabase {

  private static final int CALLS = 40;
  /** From the answer to a change until it holds on a replica whose connection has died silently. */
  private static final Duration PROMISED = Duration.ofSeconds(5);

  private Replicas replicas;
  private SilentProxy proxy;

  @BeforeAll
  void start() throws Exception {
    replicas = new Replicas(List.of());
    proxy = new SilentProxy(replicas.postgresPort());
    // So long between two looks that only its own question can tell a replica that its connection is dead.
    Map<String, String> environment = Map.of("SPRING_DATASOURCE_URL", "jdbc:postgresql://127.0.0.1:" + proxy.port() + "/postgres",
        "ORQEN_CHANGES_POLL", "10m", "ORQEN_REDIS_TIMEOUT", "5s");
    replicas.startMore(List.of(environment, environment));
  }

  @AfterAll
  void stop() throws Exception {
    replicas.close();
    proxy.close();
  }

  private static double metric(GatewayProcess gateway, String name) {
    Matcher line = Pattern.compile("(?m)^" + name + " (.+)$").matcher(gateway.management("/actuator/prometheus").body());
    assertThat(line.find()).as(name).isTrue();
    return Double.parseDouble(line.group(1));
  }

  private long rows(String keyId) throws Exception {
    try (Connection connection = replicas.postgres().getPostgresDatabase().getConnection();
        ResultSet count = connection.createStatement().executeQuery(
            "select count(*) from request_log where key_id = '" + keyId + "'")) {
      count.next();
      return count.getLong(1);
    }
  }

  @Test
  void aRevocationHoldsAndNoUsageRowIsLost() throws Exception {
    Replicas.MadeKey revoked = replicas.makeKey(1_000_000);
    Replicas.MadeKey used = replicas.makeKey(1_000_000);
    for (GatewayProcess gateway : replicas.all) {
      assertThat(Replicas.chat(gateway, revoked.key()).statusCode()).isEqualTo(200);
      assertThat(Replicas.chat(gateway, used.key()).statusCode()).isEqualTo(200);
    }
    Eventually.holds(() -> rows(used.id()) == 2);
    proxy.silenceTheOpenOnes();
    for (int i = 0; i < CALLS; i++) {
      assertThat(Replicas.chat(replicas.get(i % 2), used.key()).statusCode()).as("a key in memory").isEqualTo(200);
    }
    int deleted = Eventually.ask(() -> replicas.get(0)
        .send("DELETE", "/v1/account/keys/" + revoked.id(), Gateway.KEY, "").statusCode(), status -> status != 503);
    assertThat(deleted).isIn(200, 404);
    assertThat(replicas.until(gateway -> Replicas.chat(gateway, revoked.key()), answer -> answer.statusCode() == 401))
        .as("what docs/operate.md promises").isLessThan(PROMISED);
    Eventually.holds(() -> rows(used.id()) == 2 + CALLS);
    for (GatewayProcess gateway : replicas.all) {
      Eventually.holds(() -> metric(gateway, "orqen_changes_age_seconds") < 2
          && metric(gateway, "orqen_usage_queue_rows") == 0);
      assertThat(metric(gateway, "orqen_usage_dropped_total")).isZero();
      assertThat(metric(gateway, "orqen_usage_queue_age_seconds")).isZero();
      assertThat(gateway.log()).contains("can't be followed until the database is back");
    }
  }

  /** One of its own, so that the others go on. */
  @Test
  void itEndsAlthoughTheDatabaseIsSilentAndSaysWhatIsLost() throws Exception {
    Replicas.MadeKey used = replicas.makeKey(1_000_000);
    try (SilentProxy own = new SilentProxy(replicas.postgresPort())) {
      replicas.startMore(List.of(Map.of("SPRING_DATASOURCE_URL", "jdbc:postgresql://127.0.0.1:" + own.port() + "/postgres")));
      try (GatewayProcess gateway = replicas.all.remove(2)) {
        assertThat(Replicas.chat(gateway, used.key()).statusCode()).isEqualTo(200);
        Eventually.holds(() -> rows(used.id()) == 1);
        own.silence();
        for (int i = 0; i < CALLS; i++) {
          assertThat(Replicas.chat(gateway, used.key()).statusCode()).isEqualTo(200);
        }
        Eventually.holds(() -> metric(gateway, "orqen_usage_queue_age_seconds") > 1);
        assertThat(metric(gateway, "orqen_usage_queue_rows")).isEqualTo(CALLS);
        gateway.terminate();
        assertThat(gateway.awaitExit(Duration.ofMinutes(2))).isEqualTo(143);
        assertThat(gateway.log()).contains(CALLS + " usage rows are dropped");
      }
    }
  }
}
