package app.orqen.start;

import app.orqen.store.DatabaseCopy;
import app.orqen.store.DatabaseKind;
import app.orqen.store.StoreStartFailure;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * {@code orqen.jar copy-database <file>}: copies an embedded database into the PostgreSQL that the settings name, and counts the rows
 * of both. The gateway of the embedded database must be stopped.
 */
final class CopyCommand {

  private static final String ENDING = ".mv.db";
  private static final String URL = "spring.datasource.url";

  private CopyCommand() {}

  /**
   * Makes the schema in the PostgreSQL and copies.
   *
   * @param words what follows {@code copy-database}: the file, and settings as {@code --name=value}
   * @return the exit code: 0 when all is copied, 1 when nothing is, 2 when the command isn't understood
   */
  static int run(List<String> words, PrintStream out) {
    List<String> files = words.stream().filter(word -> !word.startsWith("--")).toList();
    if (files.size() != 1) {
      out.println("Usage: java -jar orqen.jar copy-database data/orqen.mv.db\n"
          + "It copies into the PostgreSQL of SPRING_DATASOURCE_URL, SPRING_DATASOURCE_USERNAME and SPRING_DATASOURCE_PASSWORD.");
      return 2;
    }
    Path file = Path.of(files.get(0).endsWith(ENDING) ? files.get(0) : files.get(0) + ENDING).toAbsolutePath();
    if (Files.notExists(file)) {
      out.println("There is no database file " + file + ".");
      return 1;
    }
    List<String> settings = new ArrayList<>(List.of("--logging.threshold.console=OFF", "--spring.main.log-startup-info=false",
        // Nothing here reads a vault key, and no data folder is made for one.
        "--orqen.vault.keys-file=unused"));
    words.stream().filter(word -> word.startsWith("--")).forEach(settings::add);
    try (ConfigurableApplicationContext target = new SpringApplicationBuilder(Migration.class).web(WebApplicationType.NONE)
        .profiles(Commands.PROFILE)
        .initializers(context -> requirePostgres(context.getEnvironment().getProperty(URL, "")))
        .run(settings.toArray(String[]::new))) {
      Map<String, Long> rows = copy(file, target.getBean(DataSource.class));
      rows.forEach((table, count) -> out.printf("%-24s %,12d%n", table, count));
      out.printf("Copied %,d rows of %d tables, and counted as many in the PostgreSQL.%n",
          rows.values().stream().mapToLong(Long::longValue).sum(), rows.size());
      return 0;
    } catch (SQLException | RuntimeException e) {
      out.println("Nothing was copied. " + reason(e));
      return 1;
    }
  }

  private static void requirePostgres(String url) {
    if (DatabaseKind.of(url) != DatabaseKind.POSTGRESQL) {
      throw new IllegalArgumentException("SPRING_DATASOURCE_URL must name the PostgreSQL to copy to, such as jdbc:postgresql://host/orqen.");
    }
  }

  private static Map<String, Long> copy(Path file, DataSource target) throws SQLException {
    String path = file.toString().substring(0, file.toString().length() - ENDING.length());
    try (Connection from = DriverManager.getConnection("jdbc:h2:file:" + path + ";IFEXISTS=TRUE;ACCESS_MODE_DATA=r", "sa", "");
        Connection to = target.getConnection()) {
      return DatabaseCopy.copy(from, to);
    }
  }

  private static String reason(Exception failure) {
    FailureAnalysis analysis = new StoreStartFailure().analyze(failure);
    if (analysis != null) {
      return analysis.getDescription() + " " + analysis.getAction();
    }
    Throwable cause = failure;
    while (cause.getCause() != null && cause.getCause() != cause) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
  }
}
