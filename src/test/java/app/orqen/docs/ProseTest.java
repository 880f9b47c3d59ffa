package app.orqen.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Searches documents, pages, settings and messages for {@link ForbiddenWords}. */
class ProseTest {

  /** Documents and files that people edit; a new one is searched without being named here. */
  private static final List<String> FOLDERS = List.of("docs", "routes", "k8s", "src/main/resources/templates",
      "src/main/resources/dashboard");
  private static final Set<String> ENDINGS = Set.of("md", "yaml", "html", "js", "css", "svg");

  @Test
  void documentsPagesAndSettingsAreFreeOfIt() throws IOException {
    List<String> faults = new ArrayList<>();
    for (Path file : files()) {
      List<String> lines = Files.readAllLines(file);
      for (int i = 0; i < lines.size(); i++) {
        // The rules themselves are numbered, and name what they forbid.
        if (!(file.endsWith("CONTRIBUTING.md") && lines.get(i).matches("\\d+\\. .*"))) {
          ForbiddenWords.search(lines.get(i), file + ":" + (i + 1), faults);
        }
      }
    }
    assertThat(faults).isEmpty();
  }

  private static List<Path> files() throws IOException {
    List<Path> files = new ArrayList<>();
    files.add(Path.of("application.yaml"));
    try (Stream<Path> top = Files.list(Path.of("."))) {
      top.filter(file -> file.toString().endsWith(".md")).forEach(files::add);
    }
    for (String folder : FOLDERS) {
      try (Stream<Path> below = Files.walk(Path.of(folder))) {
        below.filter(Files::isRegularFile)
            .filter(file -> ENDINGS.contains(file.toString().substring(file.toString().lastIndexOf('.') + 1)))
            .filter(file -> !file.toString().contains(".min.")).forEach(files::add);
      }
    }
    return files;
  }

  @Test
  void messagesAreFreeOfIt() throws IOException {
    List<String> faults = new ArrayList<>();
    for (Path file : ForbiddenWords.java("src/main/java")) {
      ForbiddenWords.searchJava(file, false, faults);
    }
    assertThat(faults).isEmpty();
  }
}
