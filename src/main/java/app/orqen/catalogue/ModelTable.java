package app.orqen.catalogue;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The table of models: CSV whose first line names its columns (docs/models.md has them). A later table's cells win over an
 * earlier one's, its empty cells do not.
 */
public final class ModelTable {

  /** The prefixes of Bedrock's cross-region profiles, such as the one in {@code eu.anthropic.claude-sonnet-5}. */
  private static final Pattern PROFILE = Pattern.compile("(us|us-gov|eu|apac|global|jp|au|ca)\\.");
  /** A snapshot's day, as OpenAI writes it. */
  private static final Pattern SNAPSHOT = Pattern.compile("-20\\d\\d-\\d\\d-\\d\\d$");

  private static final String BUILT_IN = "model-facts.csv";

  private final Map<String, ModelFacts> byName = new LinkedHashMap<>();

  /** Reads the table that comes with the gateway. */
  public static ModelTable builtIn() throws IOException {
    try (InputStream csv = ModelTable.class.getClassLoader().getResourceAsStream(BUILT_IN)) {
      return new ModelTable().add(BUILT_IN, csv);
    }
  }

  /**
   * Reads one table more.
   *
   * @param name what messages call it, such as its file's name
   * @throws IllegalArgumentException naming the table, the line and the column that cannot be read
   */
  public ModelTable add(String name, InputStream csv) throws IOException {
    CsvSchema header = CsvSchema.emptySchema().withHeader();
    try (MappingIterator<Map<String, String>> rows =
        new CsvMapper().readerForMapOf(String.class).with(header).readValues(csv)) {
      while (rows.hasNextValue()) {
        int line = rows.getCurrentLocation().getLineNr();
        try {
          add(rows.nextValue());
        } catch (IllegalArgumentException e) {
          throw new IllegalArgumentException(name + ", line " + line + ": " + e.getMessage());
        }
      }
    } catch (JacksonException e) {
      int line = e.getLocation() == null ? 1 : e.getLocation().getLineNr();
      throw new IllegalArgumentException(name + ", line " + line + ": " + e.getOriginalMessage());
    }
    return this;
  }

  private void add(Map<String, String> cells) {
    for (String column : cells.keySet()) {
      if (!FactsRow.COLUMNS.contains(column)) {
        throw new IllegalArgumentException("there is no column '" + column + "'");
      }
    }
    FactsRow row = new FactsRow(cells);
    if (row.provider() == null || row.model() == null) {
      throw new IllegalArgumentException("a row needs a provider and a model");
    }
    String key = key(row.provider(), row.model());
    byName.put(key, row.over(byName.getOrDefault(key, ModelFacts.UNKNOWN)));
  }

  /**
   * Returns the row of a model: of its whole id, else, at Bedrock, of the id without its regional profile, which costs
   * differently only where the table says so.
   *
   * @return {@link ModelFacts#UNKNOWN} when the table has none
   */
  public ModelFacts find(String provider, String model) {
    ModelFacts whole = byName.get(key(provider, model));
    if (whole != null) {
      return whole;
    }
    var profile = PROFILE.matcher(model);
    return profile.lookingAt()
        ? byName.getOrDefault(key(provider, model.substring(profile.end())), ModelFacts.UNKNOWN)
        : ModelFacts.UNKNOWN;
  }

  /**
   * Returns what the table knows of a model's abilities: its own row, else that of its undated name. Prices are not to be
   * taken from it.
   *
   * @return {@link ModelFacts#UNKNOWN} when the table has neither
   */
  public ModelFacts like(String provider, String model) {
    ModelFacts own = find(provider, model);
    return own.isKnown() ? own : find(provider, SNAPSHOT.matcher(model).replaceFirst(""));
  }

  /** Returns all rows, in the order of their tables. */
  public Collection<ModelFacts> rows() {
    return byName.values();
  }

  private static String key(String provider, String model) {
    return provider + "/" + model;
  }
}
