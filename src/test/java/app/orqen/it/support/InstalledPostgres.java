package app.orqen.it.support;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.util.FileSystemUtils;

/**
 * A server of this machine's own PostgreSQL, such as Debian's in /usr/lib/postgresql. Unlike the embedded one it has the tools for
 * backups beside it, which must be of the server's version.
 */
public final class InstalledPostgres implements AutoCloseable {

  private final Path bin;
  private final Path data = Files.createTempDirectory("orqen-installed-postgres");
  public final int port = Ports.free();

  /** Starts an empty one. */
  public InstalledPostgres(Path bin) throws IOException {
    this.bin = bin;
    run("initdb", "--auth=trust", "--username=postgres", "--encoding=UTF8", "--pgdata=" + data.resolve("db"));
    run("pg_ctl", "--pgdata=" + data.resolve("db"), "--wait", "--log=" + data.resolve("log"),
        "--options=-p " + port + " -k " + data, "start");
  }

  /** Returns the folder with server and tools of the newest installation; empty when there isn't any. */
  public static Optional<Path> bin() throws IOException {
    Path all = Path.of("/usr/lib/postgresql");
    if (!Files.isDirectory(all)) {
      return Optional.empty();
    }
    try (Stream<Path> versions = Files.list(all)) {
      return versions.sorted(java.util.Comparator.reverseOrder()).map(version -> version.resolve("bin")).filter(bin ->
          Stream.of("initdb", "pg_ctl", "pg_dump", "pg_restore").allMatch(tool -> Files.isExecutable(bin.resolve(tool)))).findFirst();
    }
  }

  private void run(String tool, String... arguments) throws IOException {
    // The server refuses to run as root.
    List<String> command = new ArrayList<>(System.getProperty("user.name").equals("root") ? List.of("unshare", "-U") : List.of());
    command.add(bin.resolve(tool).toString());
    command.addAll(List.of(arguments));
    Path log = Files.createTempFile("orqen-postgres", ".log");
    try {
      int code = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start().waitFor();
      if (code != 0) {
        throw new IOException(tool + ": " + Files.readString(log, StandardCharsets.UTF_8));
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    } finally {
      Files.delete(log);
    }
  }

  /** Returns the URL of its database for PostgreSQL's own tools. */
  public String url() {
    return "postgresql://postgres@127.0.0.1:" + port + "/postgres";
  }

  public String jdbcUrl() {
    return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
  }

  @Override
  public void close() throws IOException {
    run("pg_ctl", "--pgdata=" + data.resolve("db"), "--wait", "--mode=fast", "stop");
    FileSystemUtils.deleteRecursively(data);
  }
}
