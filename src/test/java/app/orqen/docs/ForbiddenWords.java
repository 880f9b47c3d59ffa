package app.orqen.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The worst of what CONTRIBUTING.md's rules for prose forbid. */
final class ForbiddenWords {

  private static final Map<String, Pattern> FORBIDDEN = Map.of(
      "guillemets: use straight quotes or `code`", Pattern.compile("[«»]"),
      "'is none': say that it isn't there", Pattern.compile("(?<![Tt]here )\\b(is|are|was) none\\b"),
      "'is no X': say 'isn't an X'", Pattern.compile("(?<![Tt]here )\\b(is|are|was) no (?!longer\\b)[a-z]+"),
      "nothing 'stands': it is there", Pattern.compile("\\b(stands|stood)\\b"),
      "'alone': say 'only'", Pattern.compile("\\balone\\b"),
      "'who' without a noun: say 'a client that'", Pattern.compile("\\b(of|to|for|from) who\\b|\\b[Ww]hoever\\b"),
      "a comment that says nothing", Pattern.compile("\\b(Makes one|A row)\\.(?= |$)"));

  /** Strings and comments of Java. Strings come first, since they may contain what looks like a comment. */
  private static final Pattern JAVA = Pattern.compile("\"{3}.*?\"{3}|\"(?:[^\"\\\\\\n]|\\\\.)*\"|(/\\*.*?\\*/|//[^\\n]*)", Pattern.DOTALL);

  private ForbiddenWords() {}

  /** Adds a fault for each rule that a text breaks. */
  static void search(String text, String where, List<String> faults) {
    FORBIDDEN.forEach((rule, pattern) -> {
      Matcher found = pattern.matcher(text);
      if (found.find()) {
        faults.add(where + ": '" + found.group() + "': " + rule);
      }
    });
  }

  /** Searches the strings of a Java file, which messages are in, or its comments. */
  static void searchJava(Path file, boolean comments, List<String> faults) throws IOException {
    String text = Files.readString(file);
    Matcher part = JAVA.matcher(text);
    while (part.find()) {
      if (comments == (part.group(1) != null)) {
        search(part.group(), file + ":" + line(text, part.start()), faults);
      }
    }
  }

  /** Returns the Java files below a folder. */
  static List<Path> java(String folder) throws IOException {
    try (Stream<Path> files = Files.walk(Path.of(folder))) {
      return files.filter(file -> file.toString().endsWith(".java")).sorted().toList();
    }
  }

  /** Returns the number of the line that a place of a text is in. */
  static long line(String text, int at) {
    return text.substring(0, at).chars().filter(c -> c == '\n').count() + 1;
  }
}
