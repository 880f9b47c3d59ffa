package app.orqen;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.docs.MarkdownTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each pitfall of docs/pitfalls.md has a test that bears its number, and each such test is in the list. */
class PitfallsNamedTest {

  private static final Pattern NAME = Pattern.compile("void pitfall((?:P?\\d+_)(?:and_P\\d+_)?)\\w+\\(");
  private static final Pattern NUMBER = Pattern.compile("P?\\d+");
  private static final List<String> HEADINGS = List.of("## Streamed tool calls", "## Usage and the last chunks",
      "## Errors and ends", "## The shape of messages", "## What the SDKs showed");

  @Test
  void eachNumberIsATest() throws IOException {
    Set<String> named = new TreeSet<>();
    try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        Matcher name = NAME.matcher(Files.readString(file));
        while (name.find()) {
          NUMBER.matcher(name.group(1)).results().forEach(number -> named.add(number.group()));
        }
      }
    }
    Set<String> listed = new TreeSet<>();
    for (String heading : HEADINGS) {
      MarkdownTable.rows(Path.of("docs/pitfalls.md"), heading).forEach(row -> listed.add(row.get(0)));
    }
    assertThat(named).isEqualTo(listed);
  }
}
