package app.orqen.start;

import app.orqen.catalogue.ModelTable;
import app.orqen.catalogue.TableDifferences;
import app.orqen.catalogue.TableDifferences.Difference;
import app.orqen.cost.Money;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * {@code orqen.jar compare-prices <newer.csv> [<file in use>] [--json]}: shows how a newer table of models differs from the built-in
 * one, to which the operator's own file is applied first.
 */
final class ComparePricesCommand {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int NOT_UNDERSTOOD = 2;

  private ComparePricesCommand() {}

  /**
   * Compares the tables and prints each cell that differs on a line.
   *
   * @param words what follows {@code compare-prices} on the command line
   * @return the exit code: 0 when nothing differs, 1 when something does, 2 when the command isn't understood or a file can't be read
   */
  static int run(List<String> words, PrintStream out) {
    List<String> files = new ArrayList<>(words);
    boolean json = files.remove("--json");
    if (files.isEmpty() || files.size() > 2 || files.stream().anyMatch(word -> word.startsWith("-"))) {
      out.println("Usage: java -jar orqen.jar compare-prices <newer.csv> [<the file in ORQEN_PRICES_FILE>] [--json]");
      return NOT_UNDERSTOOD;
    }
    ModelTable newer;
    ModelTable inUse;
    try {
      newer = read(new ModelTable(), files.get(0));
      inUse = ModelTable.builtIn();
      if (files.size() == 2) {
        read(inUse, files.get(1));
      }
    } catch (IOException e) {
      out.println("A file can't be read: " + e.getMessage());
      return NOT_UNDERSTOOD;
    } catch (IllegalArgumentException e) {
      out.println(e.getMessage());
      return NOT_UNDERSTOOD;
    }
    List<Difference> differences = TableDifferences.of(inUse, newer);
    out.print(json ? json(differences) : text(differences, newer.rows().size()));
    return differences.isEmpty() ? 0 : 1;
  }

  private static ModelTable read(ModelTable table, String file) throws IOException {
    try (InputStream csv = new FileInputStream(file)) {
      return table.add(file, csv);
    }
  }

  private static String text(List<Difference> differences, int rows) {
    StringBuilder text = new StringBuilder();
    for (Difference one : differences) {
      text.append(one.model()).append(one.column() == null ? ": a new model"
          : " " + one.column() + ": " + shown(one.before()) + " -> " + shown(one.now())).append('\n');
    }
    long models = differences.stream().map(Difference::model).distinct().count();
    return text.append(differences.isEmpty() ? "Nothing differs in " + rows + " rows."
        : models + " of " + rows + " models differ.").append('\n').toString();
  }

  private static String shown(Object cell) {
    if (cell == null) {
      return "not known";
    }
    if (cell instanceof Boolean flag) {
      return flag ? "yes" : "no";
    }
    if (cell instanceof List<?> list) {
      return list.stream().map(String::valueOf).collect(Collectors.joining(" "));
    }
    return cell instanceof BigDecimal price ? Money.text(price) : cell.toString();
  }

  private static String json(List<Difference> differences) {
    List<Map<String, Object>> all = new ArrayList<>();
    for (Difference one : differences) {
      Map<String, Object> view = new TreeMap<>();
      view.put("model", one.model());
      view.put("column", one.column());
      view.put("before", one.before() == null ? null : shown(one.before()));
      view.put("now", one.now() == null ? null : shown(one.now()));
      all.add(view);
    }
    try {
      return JSON.writeValueAsString(Map.of("differences", all)) + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }
}
