package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import app.orqen.it.support.Eventually;
import app.orqen.it.support.Gateway;
import app.orqen.it.support.InstalledPostgres;
import com.macasaet.fernet.Key;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Backup and restore by the very commands of docs/operate.md, where pg_dump and a server of its version are installed. */
class ITRestore {

  private static final String CALL = "{\"model\":\"echo/x\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}";

  @TempDir
  private Path folder;

  /** The commands of one block of the document, such as the one with pg_dump. */
  private static String documented(String command) throws Exception {
    Matcher block = Pattern.compile("```sh\n((?:(?!```)[\\s\\S])*?\\b" + command + "\\b[\\s\\S]*?)```")
        .matcher(Files.readString(Path.of("docs/operate.md")));
    assertThat(block.find()).as(command).isTrue();
    return block.group(1);
  }

  private void run(Path tools, String commands, Map<String, String> environment) throws Exception {
    ProcessBuilder shell = new ProcessBuilder("bash", "-euc", commands).directory(folder.toFile()).redirectErrorStream(true);
    shell.environment().putAll(environment);
    shell.environment().put("PATH", tools + ":" + System.getenv("PATH"));
    Process process = shell.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  private static Gateway gateway(InstalledPostgres postgres, Path keys) {
    return Gateway.start("spring.datasource.url=" + postgres.jdbcUrl(),
        "spring.datasource.username=postgres", "spring.datasource.password=postgres", "orqen.vault.keys-file=" + keys);
  }

  @Test
  void restoresWhatWasBackedUp() throws Exception {
    Optional<Path> installed = InstalledPostgres.bin();
    assumeTrue(installed.isPresent(), "PostgreSQL's own server and pg_dump are not installed");
    Path tools = installed.get();
    Path keys = Files.writeString(folder.resolve("vault.keys"), Key.generateKey().serialise() + "\n");
    try (InstalledPostgres first = new InstalledPostgres(tools); InstalledPostgres second = new InstalledPostgres(tools)) {
      String calls;
      try (Gateway gateway = gateway(first, keys)) {
        gateway.put("/v1/account/providers", "{\"provider\":\"openai\",\"api_key\":\"sk-canary-7071\"}");
        gateway.post("/v1/chat/completions", CALL);
        calls = Eventually.ask(() -> gateway.get("/v1/account/requests").body(), list -> list.contains("created_at"));
        run(tools, documented("pg_dump"), Map.of("DATABASE", first.url(), "ORQEN_VAULT_KEYS_FILE", keys.toString()));
      }
      Files.delete(keys);
      run(tools, documented("pg_restore"), Map.of("RESTORED", second.url()));
      try (Gateway restored = gateway(second, folder.resolve("vault.keys.backup"))) {
        assertThat(restored.get("/v1/account/requests").body()).isEqualTo(calls);
        assertThat(Gateway.send(HttpRequest.newBuilder(URI.create(restored.url() + "/v1/admin/vault/reencrypt"))
            .header("Authorization", "Bearer " + Gateway.ADMIN_TOKEN).POST(HttpRequest.BodyPublishers.noBody())).body())
            .contains("\"undecryptable\":0");
        assertThat(restored.get("/v1/account/providers").body()).contains("connected").doesNotContain("undecryptable");
        assertThat(restored.post("/v1/chat/completions", CALL).statusCode()).isEqualTo(200);
      }
    }
  }
}
