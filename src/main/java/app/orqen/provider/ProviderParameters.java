package app.orqen.provider;

import app.orqen.translate.front.WireRegistry;
import app.orqen.translate.wire.Operation;
import app.orqen.translate.wire.ProviderWire;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Reads the values that a provider's file gives to the parameters of its template. */
public final class ProviderParameters {

  /** What a file writes for an empty list, and as the base URL of a provider that only the operator knows. */
  public static final String NONE = "none";

  private ProviderParameters() {}

  /** Returns what a provider's file may write as {@code wire}. */
  public static List<String> wires() {
    return WireRegistry.providers().stream().map(ProviderWire::label).toList();
  }

  /** Returns what a provider's file may write as {@code operations}. */
  public static List<String> operations() {
    return Arrays.stream(Operation.values()).filter(operation -> !operation.isPassed()).map(Operation::label).toList();
  }

  static ProviderWire wire(String text) {
    return WireRegistry.provider(text.toLowerCase(Locale.ROOT));
  }

  static Set<Operation> operations(String text) {
    Set<Operation> operations = EnumSet.noneOf(Operation.class);
    list(text).forEach(name -> operations.add(Operation.valueOf(name.toUpperCase(Locale.ROOT))));
    return operations;
  }

  /** Returns the items of a list with commas between them. {@code none} and an empty text have no items. */
  public static List<String> list(String text) {
    String trimmed = text.trim();
    return trimmed.isEmpty() || trimmed.equals(NONE) ? List.of() : Arrays.asList(trimmed.split("\\s*,\\s*"));
  }

  /**
   * Reads lines of {@code <model>* <provider>}. Blank lines are skipped.
   *
   * @throws IllegalArgumentException with the line that can't be understood
   */
  public static List<Provider.Elsewhere> elsewhere(String lines) {
    return lines.lines().map(String::trim).filter(line -> !line.isEmpty()).map(line -> {
      String[] words = line.split("\\*\\s+");
      if (words.length != 2) {
        throw new IllegalArgumentException("'" + line + "' isn't '<beginning of a model's name>* <provider>'.");
      }
      return new Provider.Elsewhere(words[0], words[1]);
    }).toList();
  }
}
