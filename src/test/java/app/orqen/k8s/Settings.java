package app.orqen.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.boot.convert.DurationStyle;

/** What {@code application.yaml} says: the environment's variables with their defaults, and what health asks. */
final class Settings {

  private static final Pattern VARIABLE = Pattern.compile("\\$\\{([A-Z][A-Z0-9_]*):([^}]*)}");
  private static final Pattern PROVIDER = Pattern.compile("ORQEN_PROVIDERS_([A-Z0-9_]+)_BASE_URL");

  private final Map<String, String> defaults = new TreeMap<>();
  private final JsonNode tree;

  private Settings(String text) throws IOException {
    Matcher variable = VARIABLE.matcher(text);
    while (variable.find()) {
      defaults.putIfAbsent(variable.group(1), variable.group(2));
    }
    tree = new ObjectMapper(new YAMLFactory()).readTree(text);
  }

  static Settings read() {
    try {
      return new Settings(Files.readString(Path.of("application.yaml")));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns whether a variable has an effect: it is in the file, or gives a provider's address. */
  boolean knows(String variable) {
    Matcher provider = PROVIDER.matcher(variable);
    return defaults.containsKey(variable) || provider.matches()
        && Files.exists(Path.of("routes/provider-" + provider.group(1).toLowerCase(java.util.Locale.ROOT) + ".camel.yaml"));
  }

  List<String> healthGroup(String name) {
    String include = tree.path("management").path("endpoint").path("health").path("group").path(name).path("include").asText();
    return include.isBlank() ? List.of() : List.of(include.split(","));
  }

  /** How long open streams are waited for, under these manifests. */
  Duration drain(Manifests manifests) {
    return DurationStyle.detectAndParse(value(manifests, "ORQEN_SHUTDOWN_DRAIN"));
  }

  /** A variable's value in the pods: the manifests' own or the default. */
  String value(Manifests manifests, String variable) {
    return manifests.ofKind("ConfigMap").stream().map(map -> map.path("data").path(variable)).filter(JsonNode::isTextual)
        .map(JsonNode::asText).findFirst().orElse(defaults.get(variable));
  }
}
