package app.orqen.k8s;

import static app.orqen.k8s.Manifests.elements;
import static app.orqen.k8s.Manifests.texts;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** compose.yaml: its fields are those of the Compose Specification, what it names exists, and it keeps the rules of the pods. */
class ComposeTest {

  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final Path FILE = Path.of("compose.yaml");
  private static final Settings SETTINGS = Settings.read();
  private static final Set<String> TOP = Set.of("name", "services", "networks", "volumes", "secrets");
  /** The fields of a service that are used here (https://github.com/compose-spec/compose-spec/blob/main/05-services.md). */
  private static final Set<String> SERVICE = Set.of("image", "restart", "depends_on", "environment", "secrets", "ports", "networks",
      "read_only", "tmpfs", "cap_drop", "security_opt", "mem_limit", "stop_grace_period", "volumes", "healthcheck", "command");

  private static List<String> check(String text) throws IOException {
    JsonNode compose = YAML.readTree(text);
    List<String> faults = new ArrayList<>();
    unknown(compose, TOP).forEach(field -> faults.add("schema: " + field));
    JsonNode services = compose.path("services");
    services.properties().forEach(entry -> {
      service(entry.getKey(), entry.getValue(), compose, faults);
      entry.getValue().path("depends_on").properties().forEach(needed -> {
        if (!services.path(needed.getKey()).has("healthcheck")) {
          faults.add("order: " + needed.getKey() + " can't say that it is healthy");
        }
      });
    });
    elements(services.path("orqen").path("secrets")).map(JsonNode::asText).filter(name -> !SETTINGS.knows(name))
        .forEach(name -> faults.add("settings: " + name));
    services.path("orqen").path("environment").properties().stream().map(Map.Entry::getKey)
        .filter(name -> !SETTINGS.knows(name) && !name.equals("JAVA_TOOL_OPTIONS")).forEach(name -> faults.add("settings: " + name));
    return faults;
  }

  private static void service(String name, JsonNode service, JsonNode compose, List<String> faults) {
    unknown(service, SERVICE).forEach(field -> faults.add("schema: " + name + " has " + field));
    String image = service.path("image").asText().replaceAll("\\$\\{[A-Z_]+:-(.*)}", "$1");
    if (!image.matches("[a-z./-]+:(?!latest$)[\\w.-]+")) {
      faults.add("image: " + image + " may be any");
    }
    for (String list : List.of("secrets", "networks")) {
      texts(service.path(list)).stream().filter(one -> !compose.path(list).has(one)).forEach(one -> faults.add(list + ": no " + one));
    }
    texts(service.path("volumes")).forEach(volume -> {
      String source = volume.split(":")[0];
      boolean there = source.startsWith("./") ? Files.isRegularFile(Path.of(source)) : compose.path("volumes").has(source);
      if (!there) {
        faults.add("volumes: no " + source);
      }
      if (source.startsWith("./") && !volume.endsWith(":ro")) {
        faults.add("volumes: " + source + " may be written");
      }
    });
    texts(service.path("ports")).stream().filter(port -> !port.startsWith("127.0.0.1:"))
        .forEach(port -> faults.add("ports: " + port + " is open to the network"));
    if (!texts(service.path("security_opt")).contains("no-new-privileges:true")) {
      faults.add("security: " + name + " may gain privileges");
    }
    boolean ours = name.equals("orqen");
    if (ours && !(service.path("read_only").asBoolean() && texts(service.path("cap_drop")).contains("ALL"))) {
      faults.add("security: the gateway may write to its image or keeps capabilities");
    }
    if (service.toString().matches("(?i).*\"[a-z_]*password\":\"(?!/run/secrets/).*")) {
      faults.add("secrets: " + name + " has a password written out");
    }
  }

  private static Set<String> unknown(JsonNode object, Set<String> known) {
    Set<String> unknown = new TreeSet<>();
    object.fieldNames().forEachRemaining(unknown::add);
    unknown.removeAll(known);
    return unknown;
  }

  @Test
  void keepsTheRules() throws IOException {
    assertThat(check(Files.readString(FILE))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "schema   | read_only: true          | readonly: true",     "schema   | services:                 | service:",
      "image    | redis:7.4-alpine         | redis",              "image    | orqen:dev                 | orqen:latest",
      "order    | healthcheck:             | tmpfs:",             "secrets  | secrets: [GRAFANA_PASSWORD] | secrets: [GRAFANA]",
      "networks | networks: [state]        | networks: [back]",   "volumes  | - metrics:/prometheus     | - metric:/prometheus",
      "volumes  | ./compose/alerts.yml     | ./compose/alarms.yml", "volumes | alerts.yml:ro           | alerts.yml",
      "ports    | 127.0.0.1:8080:8080      | 8080:8080",          "security | cap_drop: [ALL]           | cap_drop: [NET_RAW]",
      "security | no-new-privileges:true   | no-new-privileges:false", "settings | ORQEN_REDIS_URL      | ORQEN_REDIS",
      "settings | ORQEN_ADMIN_TOKEN, OR    | ORQEN_ADMIN, OR",
      "secrets  | POSTGRES_PASSWORD_FILE: /run/secrets/SPRING_DATASOURCE_PASSWORD | POSTGRES_PASSWORD: x"})
  void bites(String rule, String from, String to) throws IOException {
    String text = Files.readString(FILE);
    String bad = text.replace(from, to);
    assertThat(bad).isNotEqualTo(text);
    assertThat(check(bad)).anyMatch(fault -> fault.startsWith(rule + ":"));
  }

  /** One source: the alerts are those of the cluster, the JVM's options those of the pods, the wait for streams that of the pods. */
  @Test
  void saysWhatTheClusterSays() throws IOException {
    assertThat(YAML.readTree(Path.of("compose/alerts.yml").toFile())).isEqualTo(
        YAML.readTree(Path.of("k8s/components/monitoring/prometheusrule.yaml").toFile()).path("spec"));
    JsonNode service = YAML.readTree(FILE.toFile()).path("services").path("orqen");
    JsonNode pod = YAML.readTree(Path.of("k8s/base/deployment.yaml").toFile()).path("spec").path("template").path("spec");
    assertThat(service.path("environment").path("JAVA_TOOL_OPTIONS")).isEqualTo(
        pod.path("containers").path(0).path("env").path(0).path("value"));
    assertThat(service.path("stop_grace_period").asText()).isEqualTo(pod.path("terminationGracePeriodSeconds").asText() + "s");
  }
}
