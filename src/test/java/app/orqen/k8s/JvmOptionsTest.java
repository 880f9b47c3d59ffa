package app.orqen.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The JVM's options are the same in the image, in the pods, whose variable replaces the image's, and in the bench. */
class JvmOptionsTest {

  /** What belongs to one of the places: how much memory there is, the start-up cache, and what a bench has no use for. */
  private static final Pattern OF_ONE_PLACE = Pattern.compile(
      "-XX:(MaxRAMPercentage=.*|AOTCache=.*|\\+IgnoreUnrecognizedVMOptions)|--.*");
  private static final Pattern OPTION = Pattern.compile("(?<=^|[ ,])-[^ ,]+");

  @Test
  void areTheSameWhereverTheGatewayRuns() throws IOException {
    String pom = Files.readString(Path.of("pom.xml"));
    String pod = Files.readString(Path.of("k8s/base/deployment.yaml"));
    String bench = Files.readString(Path.of("src/bench/lib.sh"));
    String command = only(pom, "<entrypoint>/opt/java/bin/java,(.*?),-cp,");
    Set<String> image = options(command + " " + only(pom, "<JAVA_TOOL_OPTIONS>(.*?)</JAVA_TOOL_OPTIONS>"));
    assertThat(image).contains("-XX:+UseParallelGC", "-XX:+UseCompactObjectHeaders", "-XX:+ExitOnOutOfMemoryError");
    assertThat(options(command + " " + only(pod, "JAVA_TOOL_OPTIONS, value: (.*?)\\}"))).isEqualTo(image);
    assertThat(options(only(bench, "ORQEN_JAVA_OPTS:-(.*?)\\}\n"))).isEqualTo(image);
    assertThat(options(only(pom, "<spring-boot.run.jvmArguments>(.*?)<"))).contains("-XX:+ExitOnOutOfMemoryError");
    assertThat(only(bench, "MALLOC_ARENA_MAX=(\\d+)")).isEqualTo(only(pom, "<MALLOC_ARENA_MAX>(\\d+)<"));
  }

  private static String only(String text, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    assertThat(matcher.find()).as(pattern).isTrue();
    String found = matcher.group(1);
    assertThat(matcher.find()).as("a second " + pattern).isFalse();
    return found;
  }

  private static Set<String> options(String text) {
    Set<String> options = new TreeSet<>();
    Matcher matcher = OPTION.matcher(text);
    while (matcher.find()) {
      if (!OF_ONE_PLACE.matcher(matcher.group()).matches()) {
        options.add(matcher.group());
      }
    }
    return options;
  }
}
