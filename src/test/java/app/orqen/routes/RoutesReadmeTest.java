package app.orqen.routes;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.RouteMistakes;
import app.orqen.provider.Quirks;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What routes/README.md says of templates, steps, quirks and mistakes is so, and its example of a test compiles. */
class RoutesReadmeTest {

  private static final Path README = Path.of("routes", "README.md");

  /** Run with -Dorqen.readme=write to write the tables anew. */
  @Test
  void theTablesOfParametersAreThoseOfTheTemplates() throws IOException {
    isBetween("<!-- templates -->\n", "<!-- end of templates -->", parameters());
  }

  @Test
  void theMistakesAreThoseThatATestMakes() throws IOException {
    String rows = RouteMistakes.all().map(mistake -> "| " + mistake.what() + " | `" + mistake.says().replace("|", "\\|") + "`"
        + (mistake.meant().contains("'") ? " … `" + mistake.meant() + "`" : "") + " |\n").collect(Collectors.joining());
    isBetween("<!-- mistakes -->\n", "<!-- end of mistakes -->", rows);
  }

  @Test
  void everyQuirkAndEveryStepIsExplained() throws IOException {
    String readme = Files.readString(README);
    Quirks.VERBS.forEach(verb -> assertThat(readme).containsPattern("\\| `" + verb + "[ `]"));
    List<Finding> findings = new ArrayList<>();
    for (var root : Declarations.read(RouteFiles.read(Path.of("routes")), findings).roots().values()) {
      YamlTree.walk(root, (map, key, value) -> {
        if (key.equals("ref")) {
          assertThat(readme).contains("`" + YamlTree.text(value) + "`");
        }
      });
    }
    assertThat(findings).isEmpty();
  }

  /** Nobody runs the example as it is, so it is compiled here. */
  @Test
  void theExampleOfATestCompiles(@TempDir Path folder) throws IOException {
    String readme = Files.readString(README);
    String begin = "<!-- java test -->\n```java\n";
    int from = readme.indexOf(begin) + begin.length();
    Path file = Files.writeString(folder.resolve("ITAcme.java"), readme.substring(from, readme.indexOf("```", from)));
    ByteArrayOutputStream errors = new ByteArrayOutputStream();
    int exit = ToolProvider.getSystemJavaCompiler().run(null, errors, errors, "-proc:none", "-d", folder.toString(),
        "-classpath", System.getProperty("java.class.path"), file.toString());
    assertThat(exit).as(errors.toString(StandardCharsets.UTF_8)).isZero();
  }

  private static String parameters() {
    StringBuilder text = new StringBuilder();
    for (Declarations.Template template
        : Declarations.read(RouteFiles.read(Path.of("routes")), new ArrayList<>()).templates().values()) {
      text.append("\n### `").append(template.id()).append("`\n\n").append(template.description()).append(" (`")
          .append(template.file()).append("`).\n\n| parameter | what it is | default |\n|---|---|---|\n");
      template.parameters().values().forEach(parameter -> text.append("| `").append(parameter.name()).append("` | ")
          .append(parameter.description().replace("<", "&lt;")).append(" | ").append(defaultOf(parameter)).append(" |\n"));
    }
    return text.append('\n').toString();
  }

  private static String defaultOf(Declarations.Parameter parameter) {
    if (parameter.required()) {
      return "required";
    }
    return parameter.defaultValue() == null || parameter.defaultValue().isEmpty() ? "empty" : "`" + parameter.defaultValue() + "`";
  }

  private static void isBetween(String begin, String end, String text) throws IOException {
    String readme = Files.readString(README);
    int from = readme.indexOf(begin) + begin.length();
    int to = readme.indexOf(end);
    if ("write".equals(System.getProperty("orqen.readme"))) {
      Files.writeString(README, readme.substring(0, from) + text + readme.substring(to));
      return;
    }
    assertThat(readme.substring(from, to)).isEqualTo(text);
  }
}
