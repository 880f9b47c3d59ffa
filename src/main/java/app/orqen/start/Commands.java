package app.orqen.start;

import java.io.PrintStream;
import java.util.Arrays;
import java.util.List;
import org.springframework.boot.logging.LoggingSystemProperty;

/** What {@code orqen.jar} does instead of serving when its first word names a command. */
public final class Commands {

  /** The profile of an application that a command starts for itself. */
  static final String PROFILE = "command";

  private Commands() {}

  /** Tells whether the first word is a command. */
  public static boolean isOne(String[] args) {
    return args.length > 0 && List.of("check", "compare-prices", "copy-database", "try", "vault-key").contains(args[0]);
  }

  /**
   * Runs the command that the first word names.
   *
   * @param application the application's class
   * @param out where the command prints
   * @return the exit code
   */
  public static int run(Class<?> application, String[] args, PrintStream out) {
    List<String> words = Arrays.asList(args).subList(1, args.length);
    try {
      return switch (args[0]) {
        case "check" -> CheckCommand.run(application, words, out);
        case "compare-prices" -> ComparePricesCommand.run(words, out);
        case "copy-database" -> CopyCommand.run(words, out);
        case "vault-key" -> VaultKeyCommand.run(words, out);
        default -> TryCommand.run(application, words, out);
      };
    } finally {
      // Spring Boot leaves it behind, and a gateway that starts in this process later would log nothing.
      System.clearProperty(LoggingSystemProperty.CONSOLE_THRESHOLD.getEnvironmentVariableName());
    }
  }
}
