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
      "'is no X': say 'isn't an X'", Pattern.compile("(?<![Tt]here )\\b(is|are|was) no (?!longer\\b)[a-z]+"),
      "nothing 'stands': it is there", Pattern.compile("\\b(stands|stood)\\b"),
      "'alone': say 'only'", Pattern.compile("\\balone\\b"),
      "'who' without a noun: say 'a client that'", Pattern.compile("\\b(of|to|for|from) who\\b|\\b[Ww]hoever\\b"),
      "a comment that says nothing", Pattern.compile("\\b(Makes one|A row)\\.(?= |$)"));

  /** Documents and files that people edit; a new one is searched without being named here. */
  private static final List<String> FOLDERS = List.of("docs", "routes", "k8s", "src/main/resources/templates",
      "src/main/resources/dashboard");
  private static final Set<String> ENDINGS = Set.of("md", "yaml", "html", "js", "css", "svg");

  /** Strings and comments of Java. Strings come first, since they may contain what looks like a comment. */
  private static final Pattern JAVA = Pattern.compile("\"{3}.*?\"{3}|\"(?:[^\"\\\\\\n]|\\\\.)*\"|(/\\*.*?\\*/|//[^\\n]*)", Pattern.DOTALL);

  /** A Javadoc comment and the declaration that it belongs to. */
  private static final Pattern JAVADOC =
      Pattern.compile("/\\*\\*\\s+(?:\\*\\s*)?(\\S+)(?:(?!\\*/).)*\\*/\\s*((?:@[^\\n]*\\n\\s*)*)([^\\n]*)", Pattern.DOTALL);

  /** The beginning of a method's or a constructor's declaration. */
  private static final Pattern METHOD =
      Pattern.compile("(?!.*\\b(class|record|enum|interface|return|new)\\b)(?:[\\w.<>?,&\\[\\] ]+ )?[A-Za-z]\\w*\\((?!\").*");

  /** The third person of a verb. */
  private static final Pattern VERB = Pattern.compile("[A-Z][a-z]+s[.,]?");

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
  void messagesAndCommentsAreFreeOfIt() throws IOException {
    List<String> faults = new ArrayList<>();
    for (Path file : java("src/main/java")) {
      search(file, faults, true);
    }
    for (Path file : java("src/test/java")) {
      if (!file.endsWith("ProseTest.java")) {
        search(file, faults, false);
      }
    }
    assertThat(faults).isEmpty();
  }

  private static void search(Path file, List<String> faults, boolean strings) throws IOException {
    String text = Files.readString(file);
    Matcher part = JAVA.matcher(text);
    while (part.find()) {
      if (strings || part.group(1) != null) {
        search(part.group(), file + ":" + line(text, part.start()), faults);
      }
    }
  }

  @Test
  void commentsOfMethodsBeginWithAVerb() throws IOException {
    List<String> faults = new ArrayList<>();
    for (Path file : java("src/main/java")) {
      String text = Files.readString(file);
      Matcher comment = JAVADOC.matcher(text);
      while (comment.find()) {
        String first = comment.group(1);
        if (METHOD.matcher(comment.group(3)).matches() && !comment.group(3).matches("[A-Z_0-9]+\\(.*")
            && !VERB.matcher(first).matches()) {
          faults.add(file + ":" + line(text, comment.start()) + ": '" + first + "' isn't a verb such as Returns or Closes");
        }
      }
    }
    assertThat(faults).isEmpty();
  }

  private static List<Path> java(String folder) throws IOException {
    try (Stream<Path> files = Files.walk(Path.of(folder))) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }

  private static long line(String text, int at) {
    return text.substring(0, at).lines().count() + (at > 0 && text.charAt(at - 1) == '\n' ? 1 : 0);
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
