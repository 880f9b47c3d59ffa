package app.orqen.docs;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.inbound.Surface;
import app.orqen.reply.ErrorBody;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Compares the error tables of docs/api.md with the code; ITApiDocument does so with the endpoints. */
class ApiDocumentTest {

  private static final Path API = Path.of("docs/api.md");
  /** Where the code names an error code: in the call that makes the error, or in a constant for it. */
  private static final Pattern CODE = Pattern.compile("(?:\\bof\\(\\d+|\\bof\\(status|\\bprovider\\((?:\\d+|status)|badRequest\\(?)"
      + "[,(]?\\s*\"([a-z_]+)\"|INCOMPLETE = \"([a-z_]+)\"|(?:400|502), message, (?:param|null), \"([a-z_]+)\""
      + "|require\\(provider, fields\\.keySet\\(\\), \"([a-z_]+)\"");

  @Test
  void everyErrorCodeIsInTheTable() throws IOException {
    Set<String> documented = MarkdownTable.rows(API, "### Codes").stream().map(row -> row.get(0))
        .collect(Collectors.toCollection(TreeSet::new));
    assertThat(documented).isEqualTo(codes());
  }

  private static Set<String> codes() throws IOException {
    Set<String> codes = new TreeSet<>();
    try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
        CODE.matcher(Files.readString(file)).results().forEach(found -> {
          for (int group = 1; group <= found.groupCount(); group++) {
            if (found.group(group) != null) {
              codes.add(found.group(group));
            }
          }
        });
      }
    }
    return codes;
  }

  @Test
  void noCodeIsThereTwice() throws IOException {
    assertThat(MarkdownTable.rows(API, "### Codes").stream().map(row -> row.get(0))).doesNotHaveDuplicates();
  }

  @Test
  void theTypesOfEachStatusAreThoseOfTheCode() throws IOException {
    for (List<String> row : MarkdownTable.rows(API, "### Types by status")) {
      int status = Integer.parseInt(row.get(0));
      assertThat(row.subList(1, 4)).as("status %d", status).isEqualTo(List.of(ErrorBody.type(Surface.OPENAI, status),
          ErrorBody.type(Surface.ANTHROPIC, status), ErrorBody.type(Surface.CONVERSE, status)));
    }
  }
}
