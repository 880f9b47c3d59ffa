package app.orqen.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Searches the project's prose for the worst that CONTRIBUTING.md's rules forbid. */
class ProseTest {

  private static final Map<String, Pattern> FORBIDDEN = Map.of(
      "guillemets: use straight quotes or `code`", Pattern.compile("[«»]"),
      "'is none': say that it isn't there", Pattern.compile("(?<![Tt]here )\\b(is|are|was) none\\b"),
      "'is no X': say 'isn't an X'", Pattern.compile("(?<![Tt]here )\\b(is|are) no (?!longer\\b)[a-z]+"),
      "nothing 'stands': it is there", Pattern.compile("\\bstands\\b"));

  /** Documents and files that people edit; a new one is searched without being named here. */
  private static final List<String> FOLDERS = List.of("docs", "routes", "k8s", "src/main/resources/templates",
      "src/main/resources/dashboard");
  private static final Set<String> ENDINGS = Set.of("md", "yaml", "html", "js", "css", "svg");

  /** Packages whose comments are plain English; their number grows. */
  private static final List<String> CLEAN_PACKAGES = List.of("audit", "endpoint", "key", "lookup", "models", "openapi",
      "secret", "throttle", "tls", "trace", "vault");

  /** A string of Java; messages are in strings. */
  private static final Pattern STRING = Pattern.compile("\"((?:[^\"\\\\\\n]|\\\\.)*)\"");

  @Test
  void documentsPagesAndSettingsAreFreeOfIt() throws IOException {
    List<String> faults = new ArrayList<>();
    for (Path file : files()) {
      List<String> lines = Files.readAllLines(file);
      for (int i = 0; i < lines.size(); i++) {
        // The rules themselves are numbered, and name what they forbid.
        if (!(file.endsWith("CONTRIBUTING.md") && lines.get(i).matches("\\d+\\. .*"))) {
          search(lines.get(i), file + ":" + (i + 1), faults);
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
    try (Stream<Path> java = Files.walk(Path.of("src/main/java"))) {
      for (Path file : java.filter(f -> f.toString().endsWith(".java")).toList()) {
        Matcher string = STRING.matcher(Files.readString(file));
        while (string.find()) {
          search(string.group(1), file.toString(), faults);
        }
      }
    }
    assertThat(faults).isEmpty();
  }

  @Test
  void cleanPackagesStayClean() throws IOException {
    List<String> faults = new ArrayList<>();
    for (String name : CLEAN_PACKAGES) {
      try (Stream<Path> java = Files.walk(Path.of("src/main/java/app/orqen", name))) {
        for (Path file : java.filter(Files::isRegularFile).toList()) {
          List<String> lines = Files.readAllLines(file);
          for (int i = 0; i < lines.size(); i++) {
            search(lines.get(i), file + ":" + (i + 1), faults);
          }
        }
      }
    }
    assertThat(faults).isEmpty();
  }

  private static void search(String text, String where, List<String> faults) {
    FORBIDDEN.forEach((rule, pattern) -> {
      Matcher found = pattern.matcher(text);
      if (found.find()) {
        faults.add(where + ": '" + found.group() + "': " + rule);
      }
    });
  }
}
