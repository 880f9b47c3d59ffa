package app.orqen.provider;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.core.io.Resource;

/** The models that are known by name, from {@code models.csv}. */
public final class Catalogue {

  /**
   * A model of the catalogue.
   *
   * @param id the provider's name for the model
   * @param provider the provider's id
   * @param maxOutputTokens 0 when it isn't known
   * @param inputPrice US dollars for a million input tokens; null when it isn't known
   */
  public record Model(String id, String provider, long contextWindow, long maxOutputTokens, Double inputPrice) {}

  private final List<Model> models;
  private final Map<String, Model> byId = new LinkedHashMap<>();

  private Catalogue(List<Model> models) {
    this.models = models;
    models.forEach(model -> byId.putIfAbsent(model.id(), model));
  }

  /**
   * Reads a catalogue whose first line names its columns.
   *
   * @throws IllegalArgumentException naming the line that can't be read
   */
  public static Catalogue read(Resource csv) {
    try (BufferedReader in = new BufferedReader(
        new InputStreamReader(csv.getInputStream(), StandardCharsets.UTF_8))) {
      List<String> lines = in.lines().skip(1).filter(line -> !line.isBlank()).toList();
      List<Model> models = new ArrayList<>();
      for (String line : lines) {
        models.add(model(line));
      }
      return new Catalogue(models);
    } catch (IOException e) {
      throw new UncheckedIOException(csv.getDescription() + " can't be read", e);
    }
  }

  private static Model model(String line) {
    String[] columns = line.split(",", -1);
    if (columns.length < 4 || columns[0].isBlank() || columns[1].isBlank()) {
      throw new IllegalArgumentException("the model catalogue has a line without model and provider: " + line);
    }
    return new Model(columns[0], columns[1], number(columns[2]), number(columns[3]),
        columns.length < 5 || columns[4].isBlank() ? null : Double.valueOf(columns[4]));
  }

  private static long number(String text) {
    return text.isBlank() ? 0 : Long.parseLong(text.trim());
  }

  /** Returns the first row with this model, or null. */
  public Model find(String id) {
    return byId.get(id);
  }

  public List<Model> models() {
    return models;
  }
}
