package app.orqen.provider;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.core.io.Resource;

/**
 * How a model's name leads to a provider.
 *
 * @param catalogue the file of known models
 * @param aliases the operator's own names, each for a {@code provider/model} or for several, of which the first is tried first
 * @param baseModels the models behind opaque names (an inference profile's ARN, a deployment), by {@code provider/model}
 * @param rules the rules for bare names; the first matching pattern decides
 */
@ConfigurationProperties("orqen.models")
public record ModelProperties(Resource catalogue, Map<String, List<String>> aliases, Map<String, String> baseModels,
    List<Rule> rules) {

  public ModelProperties {
    aliases = aliases == null ? Map.of() : Map.copyOf(aliases);
    baseModels = baseModels == null ? Map.of() : Map.copyOf(baseModels);
    rules = rules == null ? List.of() : List.copyOf(rules);
  }

  /**
   * A rule.
   *
   * @param match a regular expression that has to match from the name's beginning, in any case
   * @param provider the provider's id
   */
  public record Rule(String match, String provider) {

    boolean matches(String model) {
      return Pattern.compile(match, Pattern.CASE_INSENSITIVE).matcher(model).lookingAt();
    }
  }
}
