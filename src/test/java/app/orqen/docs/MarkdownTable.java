package app.orqen.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reads the tables of a Markdown file, so that a test can compare them with the code. */
public final class MarkdownTable {

  private MarkdownTable() {}

  /**
   * Returns the rows of all tables below a heading, up to the next heading, without the header and the line under it.
   *
   * @param heading the heading as it is in the file, with its number signs
   * @return the cells of each row, without spaces around them and without backticks
   */
  public static List<List<String>> rows(Path file, String heading) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    boolean inside = false;
    boolean body = false;
    for (String line : Files.readAllLines(file)) {
      if (line.startsWith("#")) {
        inside = line.equals(heading);
      } else if (inside && line.startsWith("|---")) {
        body = true;
      } else if (inside && body && line.startsWith("|")) {
        rows.add(cells(line));
      } else {
        body = false;
      }
    }
    if (rows.isEmpty()) {
      throw new IllegalArgumentException("no table below '" + heading + "' in " + file);
    }
    return rows;
  }

  private static List<String> cells(String line) {
    return Arrays.stream(line.substring(1).split("(?<!\\\\)\\|")).map(cell -> cell.trim().replace("`", "")).toList();
  }
}
