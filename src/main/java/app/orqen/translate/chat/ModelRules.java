package app.orqen.translate.chat;

import app.orqen.translate.json.Json;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/** What is known of model families, from {@code model-rules.json}: a new family is a new line there. */
public final class ModelRules {

  private static final JsonNode DATA = load();
  private static final Map<String, List<Rule>> TABLES = tables();

  private ModelRules() {}

  private record Rule(Pattern match, JsonNode values) {}

  /** Returns the first rule of a table that matches the model. */
  public static JsonNode find(String table, String model) {
    String name = model == null ? "" : model.toLowerCase(Locale.ROOT).replace('.', '-');
    for (Rule rule : TABLES.get(table)) {
      if (rule.match().matcher(name).find()) {
        return rule.values();
      }
    }
    throw new IllegalStateException("the table " + table + " of model-rules.json has no last resort");
  }

  /** Returns a mapping from effort names to a wire's own values. */
  public static JsonNode mapping(String name) {
    return DATA.get(name);
  }

  private static Map<String, List<Rule>> tables() {
    Map<String, List<Rule>> tables = new HashMap<>();
    DATA.properties().forEach(table -> {
      List<Rule> rules = new ArrayList<>();
      if (table.getValue().isArray()) {
        table.getValue().forEach(rule -> rules.add(new Rule(Pattern.compile(rule.get("match").asText()), rule)));
      }
      tables.put(table.getKey(), rules);
    });
    return tables;
  }

  private static JsonNode load() {
    try (InputStream in = ModelRules.class.getResourceAsStream("model-rules.json")) {
      return Json.tree(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
