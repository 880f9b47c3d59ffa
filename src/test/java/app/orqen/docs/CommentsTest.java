package app.orqen.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Holds comments to CONTRIBUTING.md's rules for prose. */
class CommentsTest {

  /** A Javadoc comment and the declaration that it belongs to. */
  private static final Pattern JAVADOC =
      Pattern.compile("/\\*\\*\\s+(?:\\*\\s*)?(\\S+)(?:(?!\\*/).)*\\*/\\s*((?:@[^\\n]*\\n\\s*)*)([^\\n]*)", Pattern.DOTALL);

  /** The beginning of a method's or a constructor's declaration. */
  private static final Pattern METHOD =
      Pattern.compile("(?!.*\\b(class|record|enum|interface|return|new)\\b)(?:[\\w.<>?,&\\[\\] ]+ )?[A-Za-z]\\w*\\((?!\").*");

  /** The third person of a verb. */
  private static final Pattern VERB = Pattern.compile("[A-Z][a-z]+s[.,]?");

  @Test
  void commentsAreFreeOfForbiddenWords() throws IOException {
    List<String> faults = new ArrayList<>();
    for (String folder : List.of("src/main/java", "src/test/java")) {
      for (Path file : ForbiddenWords.java(folder)) {
        ForbiddenWords.searchJava(file, true, faults);
      }
    }
    assertThat(faults).isEmpty();
  }

  @Test
  void commentsOfMethodsBeginWithAVerb() throws IOException {
    List<String> faults = new ArrayList<>();
    for (Path file : ForbiddenWords.java("src/main/java")) {
      String text = Files.readString(file);
      Matcher comment = JAVADOC.matcher(text);
      while (comment.find()) {
        String first = comment.group(1);
        if (METHOD.matcher(comment.group(3)).matches() && !comment.group(3).matches("[A-Z_0-9]+\\(.*")
            && !VERB.matcher(first).matches()) {
          faults.add(file + ":" + ForbiddenWords.line(text, comment.start()) + ": '" + first + "' isn't a verb such as Returns or Closes");
        }
      }
    }
    assertThat(faults).isEmpty();
  }
}
