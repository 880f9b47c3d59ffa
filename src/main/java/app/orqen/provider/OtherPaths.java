package app.orqen.provider;

import app.orqen.translate.wire.Operation;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Where a provider has what it offers beside chat and embeddings, in OpenAI's form: the parameter {@code paths} of its file, a line
 * of {@code <operation> <path>} each. A path may begin with {@code /..}, which takes the last part of the base URL away.
 */
public record OtherPaths(Map<Operation, String> byOperation) {

  public static final OtherPaths NONE = new OtherPaths(Map.of());

  private static final String UP = "/..";
  private static final Pattern LAST_PART = Pattern.compile("(?<=[^/])/[^/]+$");

  /**
   * Reads the lines. Blank ones are skipped.
   *
   * @throws IllegalArgumentException with the line that can't be understood
   */
  public static OtherPaths parse(String lines) {
    Map<Operation, String> paths = new EnumMap<>(Operation.class);
    lines.lines().map(String::trim).filter(line -> !line.isEmpty()).forEach(line -> {
      String[] words = line.split("\\s+");
      Operation operation = operation(words[0]);
      if (operation == null || words.length != 2 || !words[1].startsWith("/")) {
        throw new IllegalArgumentException("'" + line + "' isn't '<operation> /<path>' with an operation of " + names() + ".");
      }
      if (paths.put(operation, words[1]) != null) {
        throw new IllegalArgumentException("'" + words[0] + "' has a second path, '" + words[1] + "'.");
      }
    });
    return new OtherPaths(paths);
  }

  private static Operation operation(String label) {
    return Arrays.stream(Operation.values()).filter(one -> one.isPassed() && !one.isOfResponses() && one.label().equals(label)).findFirst().orElse(null);
  }

  private static String names() {
    return Arrays.stream(Operation.values()).filter(one -> one.isPassed() && !one.isOfResponses()).map(Operation::label).collect(Collectors.joining(", "));
  }

  Set<Operation> operations() {
    return byOperation.keySet();
  }

  /** Returns the URL of an operation that the provider has, behind a base URL. */
  public String url(String base, Operation operation) {
    String path = byOperation.get(operation);
    String from = BaseUrl.trim(base);
    while (path.startsWith(UP + "/")) {
      path = path.substring(UP.length());
      from = LAST_PART.matcher(from).replaceFirst("");
    }
    return BaseUrl.join(from, path);
  }
}
