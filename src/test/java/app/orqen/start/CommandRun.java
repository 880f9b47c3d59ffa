package app.orqen.start;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * A command of {@code orqen.jar} that has run, of those that don't start the gateway.
 *
 * @param out what it printed
 * @param code its exit code
 */
record CommandRun(String out, int code) {

  static CommandRun of(String... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(Commands.isOne(words)).isTrue();
    int code = Commands.run(Object.class, words, new PrintStream(out, true, StandardCharsets.UTF_8));
    return new CommandRun(out.toString(StandardCharsets.UTF_8), code);
  }
}
