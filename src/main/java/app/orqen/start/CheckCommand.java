package app.orqen.start;

import app.orqen.routes.Finding;
import app.orqen.routes.RefusedRoutesException;
import app.orqen.routes.RouteFiles;
import app.orqen.routes.RoutesCheck;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * {@code orqen.jar check [folder] [--json]}: says what is wrong with a routes folder, in the words of the start, without
 * opening a port, a database or the data folder.
 */
final class CheckCommand {

  private static final ObjectMapper JSON = new ObjectMapper();

  private CheckCommand() {}

  /**
   * Checks a folder and prints what it finds.
   *
   * @param words what follows {@code check} on the command line
   * @return the exit code: 0 when a start would succeed, 1 when it would not, 2 when the command isn't understood
   */
  static int run(Class<?> application, List<String> words, PrintStream out) {
    List<String> folders = new ArrayList<>(words);
    boolean json = folders.remove("--json");
    if (folders.size() > 1 || folders.stream().anyMatch(word -> word.startsWith("-"))) {
      out.println("Usage: java -jar orqen.jar check [folder] [--json]");
      return 2;
    }
    List<String> settings = new ArrayList<>(List.of("--spring.main.lazy-initialization=true",
        "--camel.main.routes-include-pattern=classpath:none/*.camel.yaml", "--camel.main.auto-startup=false"));
    folders.forEach(folder -> settings.add("--orqen.routes-dir=" + folder));
    settings.addAll(Offline.settings());
    try (ConfigurableApplicationContext context = new SpringApplicationBuilder(application).web(WebApplicationType.NONE)
        .profiles(Commands.PROFILE, "check").run(settings.toArray(String[]::new))) {
      Path folder = Path.of(context.getEnvironment().getRequiredProperty("orqen.routes-dir"));
      int files = 0;
      List<Finding> findings;
      try {
        RouteFiles read = RouteFiles.read(folder);
        files = read.texts().size();
        findings = context.getBean(RoutesCheck.class).check(read);
      } catch (RefusedRoutesException e) {
        findings = e.findings();
      }
      out.print(json ? json(folder, files, findings) : text(folder, files, findings));
      return findings.isEmpty() ? 0 : 1;
    } catch (RuntimeException e) {
      out.println(Offline.reason(e));
      return 1;
    }
  }

  private static String text(Path folder, int files, List<Finding> findings) {
    StringBuilder text = new StringBuilder();
    findings.forEach(finding -> text.append(finding).append('\n'));
    text.append(findings.isEmpty() ? "Nothing is wrong with the " + files + " route files of " + folder + "."
        : findings.size() + (findings.size() == 1 ? " finding" : " findings") + " in the routes folder " + folder
            + ". A start with it would fail.");
    return text.append('\n').toString();
  }

  private static String json(Path folder, int files, List<Finding> findings) {
    Map<String, Object> all = new TreeMap<>(Map.of("folder", folder.toString(), "files", files, "findings", findings));
    try {
      return JSON.writeValueAsString(all) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
