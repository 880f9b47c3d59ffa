package app.orqen.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Eventually;
import app.orqen.it.support.Gateway;
import app.orqen.it.support.Postgres;
import app.orqen.start.Migration;
import com.macasaet.fernet.Key;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The component database-migration: a Job makes the schema, and pods wait for it; secrets are mounted files. */
@ExtendWith(OutputCaptureExtension.class)
class ITMigrationJob {

  private static final String VAULT_KEY = Key.generateKey().serialise();

  @TempDir
  private Path folder;

  /** As the kubelet lays a Secret out: each file a link, through a link to a dated folder. */
  private Path mount(Map<String, String> secret) throws IOException {
    Path dated = Files.createDirectory(folder.resolve("..2026_11_24"));
    Files.createSymbolicLink(folder.resolve("..data"), dated.getFileName());
    for (var entry : secret.entrySet()) {
      Files.writeString(dated.resolve(entry.getKey()), entry.getValue() + "\n");
      Files.createSymbolicLink(folder.resolve(entry.getKey()), Path.of("..data", entry.getKey()));
    }
    return folder;
  }

  @Test
  void migratesAndServes() throws Exception {
    try (EmbeddedPostgres postgres = Postgres.start()) {
      String secrets = "ORQEN_SECRETS_DIR=" + mount(Map.of("SPRING_DATASOURCE_USERNAME", "postgres",
          "SPRING_DATASOURCE_PASSWORD", "postgres", "ORQEN_VAULT_KEYS", Key.generateKey().serialise()));
      String database = "SPRING_DATASOURCE_URL=" + postgres.getJdbcUrl("postgres", "postgres");
      JdbcClient sql = JdbcClient.create(postgres.getPostgresDatabase());

      Migration.main(new String[] {"--" + secrets, "--" + database});
      int applied = sql.sql("select count(*) from flyway_schema_history where success").query(Integer.class).single();
      assertThat(applied).isPositive();
      assertThat(sql.sql("select count(*) from account").query(Integer.class).single()).isZero();

      Path data = folder.resolve("data");
      try (Gateway gateway = Gateway.start(secrets, database, "ORQEN_DATABASE_MIGRATE=false", "orqen.data-dir=" + data)) {
        assertThat(gateway.put("/v1/account/providers", "{\"provider\":\"openai\",\"api_key\":\"sk-canary-5502\"}")
            .statusCode()).isEqualTo(200);
        assertThat(data).doesNotExist();
      }
    }
  }

  /** Pods that start before the Job has run, on an empty schema and on one of an older release. */
  @ParameterizedTest
  @ValueSource(strings = {"0", "3"})
  void waitsForTheJob(String version, CapturedOutput log) throws Exception {
    try (EmbeddedPostgres postgres = Postgres.start()) {
      String[] settings = settings(postgres, "ORQEN_DATABASE_MIGRATE=false");
      if (!version.equals("0")) {
        flyway(postgres).target(version).load().migrate();
      }
      CompletableFuture<Gateway> pod = CompletableFuture.supplyAsync(() -> Gateway.start(settings));
      String missing = "The schema of the database lacks V" + (Integer.parseInt(version) + 1) + ", ";
      Eventually.holds(() -> log.getOut().contains(missing) || pod.isCompletedExceptionally());
      assertThat(pod).isNotDone();
      Migration.main(commandLine(settings));
      try (Gateway gateway = pod.get(2, TimeUnit.MINUTES)) {
        assertThat(gateway.get("/v1/account/keys").statusCode()).isEqualTo(200);
      }
      assertThat(log.getOut()).contains("The schema of the database is complete.").doesNotContain("Exception");
    }
  }

  /** A rollout: the next release has migrated, and a pod of this one still serves, or is started again. */
  @Test
  void goesOnBesideANewerSchema() throws Exception {
    try (EmbeddedPostgres postgres = Postgres.start()) {
      try (Gateway old = Gateway.start(settings(postgres, "ORQEN_DATABASE_MIGRATE=true"))) {
        Files.writeString(folder.resolve("V999__next.sql"), "alter table account add column next_release varchar(20)");
        flyway(postgres).locations("classpath:db/migration", "classpath:db/postgresql", "filesystem:" + folder).load().migrate();
        assertThat(served(old)).isEqualTo(200);
        for (String migrate : List.of("true", "false")) {
          try (Gateway again = Gateway.start(settings(postgres, "ORQEN_DATABASE_MIGRATE=" + migrate))) {
            assertThat(served(again)).as(migrate).isEqualTo(200);
          }
        }
        assertThat(served(old)).isEqualTo(200);
      }
    }
  }

  /** A change of the account and one call, both of which the database sees. */
  private static int served(Gateway gateway) {
    assertThat(gateway.put("/v1/account/providers", "{\"provider\":\"openai\",\"api_key\":\"sk-canary-5503\"}").statusCode())
        .isEqualTo(200);
    return gateway.post("/v1/chat/completions",
        "{\"model\":\"echo/x\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}").statusCode();
  }

  private static FluentConfiguration flyway(EmbeddedPostgres postgres) {
    return Flyway.configure().dataSource(postgres.getPostgresDatabase()).locations("classpath:db/migration", "classpath:db/postgresql");
  }

  private static String[] settings(EmbeddedPostgres postgres, String extra) {
    return new String[] {"SPRING_DATASOURCE_URL=" + postgres.getJdbcUrl("postgres", "postgres"),
        "SPRING_DATASOURCE_USERNAME=postgres", "SPRING_DATASOURCE_PASSWORD=postgres", "ORQEN_VAULT_KEYS=" + VAULT_KEY, extra};
  }

  private static String[] commandLine(String[] settings) {
    return Arrays.stream(settings).map(setting -> "--" + setting).toArray(String[]::new);
  }
}
