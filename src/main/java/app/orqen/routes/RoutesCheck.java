package app.orqen.routes;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * All checks of a routes folder. First the files are read by themselves; when nothing is wrong there, their routes are built
 * in a rehearsal, and the ways through them are followed.
 */
public final class RoutesCheck {

  private final Surroundings surroundings;
  private final Rehearsal rehearsal;

  RoutesCheck(Surroundings surroundings, Rehearsal rehearsal) {
    this.surroundings = surroundings;
    this.rehearsal = rehearsal;
  }

  /** Returns what is wrong with some files, ordered by file and line; empty when a start with them would succeed. */
  public List<Finding> check(RouteFiles files) {
    List<Finding> findings = new ArrayList<>();
    Declarations all = text(files, findings);
    if (findings.isEmpty()) {
      findings.addAll(rehearsal.of(files, all));
    }
    return findings;
  }

  /** Explains why Camel didn't take a folder at a start. */
  public static Finding explain(Throwable failure, Path folder) {
    return Rehearsal.explain(failure, RouteFiles.read(folder));
  }

  /**
   * Checks the files by themselves, without building routes.
   *
   * @return what the files declare
   * @throws RefusedRoutesException when something is wrong
   */
  Declarations requireText(RouteFiles files) {
    List<Finding> findings = new ArrayList<>();
    Declarations all = text(files, findings);
    if (!findings.isEmpty()) {
      throw new RefusedRoutesException(findings);
    }
    return all;
  }

  private Declarations text(RouteFiles files, List<Finding> findings) {
    return text(files, surroundings, findings);
  }

  /** Finds a dot in a file's name, from which on Camel takes the name for the file's kind. */
  private static void name(String file, List<Finding> findings) {
    String name = file.substring(0, file.length() - RouteFiles.ENDING.length());
    if (name.contains(".")) {
      findings.add(Finding.of(file, 0, "The file's name has a dot before '" + RouteFiles.ENDING + "'.",
          "Write '" + name.replace('.', '-') + RouteFiles.ENDING + "'."));
    }
  }

  static Declarations text(RouteFiles files, Surroundings surroundings, List<Finding> findings) {
    Declarations all = Declarations.read(files, findings);
    files.texts().keySet().forEach(file -> name(file, findings));
    Placeholders placeholders = new Placeholders(surroundings);
    TemplateCheck.check(all, findings);
    IdCheck.check(all, findings);
    ProviderCheck.check(all, placeholders, surroundings.schemes().get(), findings);
    PolicyCheck.check(all, surroundings, placeholders, findings);
    StepCheck.check(all, surroundings, placeholders, findings);
    placeholders.check(all, findings);
    findings.sort(Comparator.comparing(Finding::file).thenComparingInt(Finding::line));
    return all;
  }
}
