package app.orqen.catalogue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * How capable models are, from 1 (small and quick) to 3 (made for hard reasoning and code). A table's column {@code tier} wins.
 * Otherwise the first pattern of {@code model-tiers.txt} that is found in the model's name decides, and then whether it thinks.
 */
public final class Tiers {

  private record Rule(int tier, Pattern name) {}

  private static final String FILE = "model-tiers.txt";
  private static final List<Rule> RULES = load();

  private Tiers() {}

  private static List<Rule> load() {
    try (InputStream in = Tiers.class.getClassLoader().getResourceAsStream(FILE);
        BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
      return lines.lines().filter(line -> !line.startsWith("#"))
          .map(line -> new Rule(line.charAt(0) - '0', Pattern.compile(line.substring(2)))).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Returns a model's tier, 1 to 3.
   *
   * @param name the provider's name for the model
   */
  public static int of(String name, ModelFacts facts) {
    if (facts.tier() != null) {
      return facts.tier();
    }
    String lower = name.toLowerCase(Locale.ROOT);
    for (Rule rule : RULES) {
      if (rule.name.matcher(lower).find()) {
        return rule.tier;
      }
    }
    return Boolean.TRUE.equals(facts.reasoning()) ? 2 : 1;
  }
}
