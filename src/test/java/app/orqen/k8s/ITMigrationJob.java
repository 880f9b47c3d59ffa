package app.orqen.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Gateway;
import app.orqen.it.support.Postgres;
import app.orqen.start.Migration;
import com.macasaet.fernet.Key;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The database-migration component: a Job makes the schema, then pods start without Flyway; secrets are mounted files. */
class ITMigrationJob {

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
      try (Gateway gateway = Gateway.start(secrets, database, "SPRING_FLYWAY_ENABLED=false", "orqen.data-dir=" + data)) {
        assertThat(gateway.context().getBeanNamesForType(org.flywaydb.core.Flyway.class)).isEmpty();
        assertThat(gateway.put("/v1/account/providers", "{\"provider\":\"openai\",\"api_key\":\"sk-canary-5502\"}")
            .statusCode()).isEqualTo(200);
        assertThat(data).doesNotExist();
      }
    }
  }
}
