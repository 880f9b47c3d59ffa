package app.orqen;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each item of the list of pitfalls that other gateways met (1 to 34, P1 to P15) has a test that bears its number. */
class PitfallsNamedTest {

  private static final Pattern NAME = Pattern.compile("void pitfall((?:P?\\d+_)(?:and_P\\d+_)?)\\w+\\(");
  private static final Pattern NUMBER = Pattern.compile("P?\\d+");

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
    List<String> numbers = Stream.concat(IntStream.rangeClosed(1, 34).mapToObj("%02d"::formatted),
        IntStream.rangeClosed(1, 15).mapToObj(number -> "P" + number)).toList();
    assertThat(named).containsExactlyInAnyOrderElementsOf(numbers);
  }
}
