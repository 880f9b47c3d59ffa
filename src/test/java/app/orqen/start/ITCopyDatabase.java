package app.orqen.start;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Eventually;
import app.orqen.it.support.Gateway;
import app.orqen.it.support.Postgres;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From the embedded database to PostgreSQL: docs/operate.md, "Move from H2 to PostgreSQL". */
class ITCopyDatabase {

  private static final String CALL = "{\"model\":\"echo/x\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

  /** The data folder of the gateway with the embedded database. */
  @TempDir
  private Path data;

  private int code;

  private String copy(String[] settings, String... more) {
    List<String> words = new ArrayList<>(List.of("copy-database", data.resolve("orqen.mv.db").toString()));
    words.addAll(Stream.of(settings).map(setting -> "--" + setting).toList());
    words.addAll(List.of(more));
    CommandRun run = CommandRun.of(words.toArray(String[]::new));
    code = run.code();
    return run.out();
  }

  private static String[] settings(EmbeddedPostgres postgres) {
    return new String[] {"spring.datasource.url=" + postgres.getJdbcUrl("postgres", "postgres"),
        "spring.datasource.username=postgres", "spring.datasource.password=postgres"};
  }

  private static String requests(Gateway gateway) {
    return gateway.get("/v1/account/requests?limit=50").body();
  }

  @Test
  void copiesAllThatTheAccountSees() throws Exception {
    String keys;
    String calls;
    try (EmbeddedPostgres postgres = Postgres.start()) {
      try (Gateway embedded = Gateway.start()) {
        data = Path.of(embedded.context().getEnvironment().getRequiredProperty("orqen.data-dir"));
        assertThat(embedded.put("/v1/account/providers", "{\"provider\":\"openai\",\"api_key\":\"sk-canary-4410\"}").statusCode())
            .isEqualTo(200);
        for (int call = 0; call < 3; call++) {
          embedded.post("/v1/chat/completions", CALL);
        }
        calls = Eventually.ask(() -> requests(embedded), list -> list.split("\"created_at\"").length == 4);
        keys = embedded.get("/v1/account/keys").body().replaceAll("\"last_used_at\":[^,}]*", "");
      }
      // As a gateway in another process has it.
      try (FileChannel file = FileChannel.open(data.resolve("orqen.mv.db"), StandardOpenOption.WRITE); FileLock lock = file.lock()) {
        assertThat(lock.isValid()).isTrue();
        assertThat(copy(settings(postgres))).contains("Nothing was copied.", "Another process uses the embedded database");
        assertThat(code).isEqualTo(1);
      }
      assertThat(copy(settings(postgres))).containsPattern("account +1\n").containsPattern("provider_credential +1\n")
          .containsPattern("request_log +3\n").contains("and counted as many in the PostgreSQL.").doesNotContain("canary");
      assertThat(code).isZero();
      String[] three = settings(postgres);
      try (Gateway moved = Gateway.start(three[0], three[1], three[2], "orqen.vault.keys-file=" + data.resolve("vault.keys"))) {
        assertThat(requests(moved)).isEqualTo(calls);
        assertThat(moved.get("/v1/account/keys").body().replaceAll("\"last_used_at\":[^,}]*", "")).isEqualTo(keys);
        assertThat(moved.get("/v1/account/providers").body()).contains("connected").doesNotContain("undecryptable");
        assertThat(moved.post("/v1/chat/completions", CALL).statusCode()).isEqualTo(200);
      }
      assertThat(copy(settings(postgres))).contains("Nothing was copied. The database to copy to has accounts already.");
      assertThat(code).isEqualTo(1);
    }
  }

  @Test
  void saysWhatIsWrong() throws Exception {
    try (EmbeddedPostgres postgres = Postgres.start()) {
      assertThat(copy(settings(postgres))).startsWith("There is no database file");
      Files.createFile(data.resolve("orqen.mv.db"));
      assertThat(copy(settings(postgres))).startsWith("Nothing was copied.");
      assertThat(copy(new String[] {"spring.datasource.url=jdbc:h2:mem:x"})).contains("SPRING_DATASOURCE_URL must name the PostgreSQL");
      assertThat(copy(settings(postgres), "two.mv.db")).startsWith("Usage:");
      assertThat(code).isEqualTo(2);
    }
  }
}
