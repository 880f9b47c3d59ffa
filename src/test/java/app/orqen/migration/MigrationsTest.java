package app.orqen.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A migration leaves replicas of the release before it working, unless it says that nothing uses the old form any more. */
class MigrationsTest {

  private static final Path FOLDER = Path.of("src/main/resources/db");
  private static final Pattern NAME = Pattern.compile("V\\d+__[a-z0-9_]+\\.sql");
  private static final Pattern CONTRACT = Pattern.compile("-- contract: \\S.*");
  /** What breaks an old release, by what to say about it. */
  private static final Map<String, Pattern> BREAKING = Map.of(
      "drops something", Pattern.compile("\\bdrop\\s+(?!index\\b|default\\b|not\\s+null\\b)"),
      "renames something", Pattern.compile("\\brename\\b"),
      "makes a column NOT NULL", Pattern.compile("\\bset\\s+not\\s+null\\b"),
      "changes a type", Pattern.compile("\\balter\\s+column\\s+\\S+\\s+(set\\s+data\\s+)?type\\b"),
      "adds a constraint that old writers may break", Pattern.compile("\\balter\\s+table\\b.*\\badd\\s+(constraint|unique|check|foreign|primary)\\b"),
      "adds a NOT NULL column without a default",
      Pattern.compile("\\balter\\s+table\\b.*\\badd\\b(?=[^,]*\\bnot\\s+null\\b)(?![^,]*\\bdefault\\b)"),
      "empties a table", Pattern.compile("\\btruncate\\b"));

  static Stream<Path> migrations() throws IOException {
    try (Stream<Path> files = Files.walk(FOLDER)) {
      return files.filter(Files::isRegularFile).sorted().toList().stream();
    }
  }

  private static List<String> breaks(String text) {
    List<String> found = new ArrayList<>();
    if (CONTRACT.matcher(text.lines().findFirst().orElse("")).matches()) {
      return found;
    }
    String sql = text.replaceAll("--[^\n]*", " ").replaceAll("(?s)/\\*.*?\\*/", " ").toLowerCase(Locale.ROOT);
    for (String statement : sql.split(";")) {
      String line = statement.replaceAll("\\s+", " ").trim();
      BREAKING.forEach((what, pattern) -> {
        if (pattern.matcher(line).find()) {
          found.add(what + ": " + line);
        }
      });
    }
    return found;
  }

  @ParameterizedTest
  @MethodSource("migrations")
  void oldReplicasGoOn(Path migration) throws IOException {
    assertThat(migration.getFileName().toString()).matches(NAME);
    assertThat(breaks(Files.readString(migration)))
        .as(migration + ": expand first; contract in a later release, in a file that begins with '-- contract: <why it is safe>'")
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "alter table api_key drop column name;", "drop table account;", "alter table api_key rename column a to b;",
    "-- why\nalter table api_key\n  add column x integer not null;", "alter table api_key alter column name set not null",
    "alter table a alter column b type bigint", "alter table a alter column b set data type bigint",
    "alter table a add constraint c unique (d)", "TRUNCATE request_log", "create table b (c int); alter table a drop constraint d",
    "alter table a add column x integer not null, add column y integer not null default 0"})
  void whatBreaksThemIsFound(String sql) {
    assertThat(breaks(sql)).hasSize(1);
    assertThat(breaks("-- contract: nothing has read it since 1.4\n" + sql)).isEmpty();
    assertThat(breaks("-- contract:\n" + sql)).as("no reason given").hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "create table a (b integer not null primary key, c text not null)", "alter table a add column b text",
    "alter table a add column b boolean not null default false", "create index a_by_b on a (b)", "drop index a_by_b",
    "-- drop table x\ninsert into a values (1)", "alter table a alter column b drop not null"})
  void whatDoesNotBreakThemPasses(String sql) {
    assertThat(breaks(sql)).isEmpty();
  }

  @Test
  void versionsAreTakenOnce() throws IOException {
    assertThat(migrations().map(file -> file.getFileName().toString().replaceAll("__.*", ""))).doesNotHaveDuplicates();
  }
}
