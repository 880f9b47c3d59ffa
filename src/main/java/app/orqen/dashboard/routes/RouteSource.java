package app.orqen.dashboard.routes;

import app.orqen.routes.Finding;
import java.util.ArrayList;
import java.util.List;

/** The text of a route file, line by line, with what is wrong with a line below it. */
final class RouteSource {

  /**
   * A line.
   *
   * @param number counted from 1
   * @param findings what is wrong with it, in the words of the start
   */
  public record Line(int number, String text, List<String> findings) {}

  private RouteSource() {}

  /** Marks the lines that findings name. Findings without a line are left out. */
  static List<Line> lines(String file, String text, List<Finding> findings) {
    List<Line> lines = new ArrayList<>();
    for (String line : text.lines().toList()) {
      int number = lines.size() + 1;
      lines.add(new Line(number, line, findings.stream().filter(one -> one.file().equals(file) && one.line() == number)
          .map(one -> (one.what() + ' ' + one.hint()).strip()).toList()));
    }
    return lines;
  }
}
