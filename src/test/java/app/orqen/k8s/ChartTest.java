package app.orqen.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.k8s.Binaries.Result;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The chart is made of the manifests of the overlays: with the same values it renders to the same objects. */
class ChartTest {

  private static final Path CHART = Path.of("k8s/chart");
  private static final ObjectMapper JSON = new ObjectMapper();
  /** What kustomize puts behind the name of a generated object. */
  private static final String HASH = "-[a-z0-9]{10}$";

  private static Result template(Path chart, String namespace, List<String> values, String... set) {
    List<String> arguments = new ArrayList<>(List.of("template", "orqen", chart.toString(), "--namespace", namespace));
    values.forEach(file -> arguments.addAll(List.of("--values", CHART.resolve("examples").resolve(file + ".yaml").toString())));
    for (String value : set) {
      arguments.addAll(List.of("--set", value));
    }
    return Binaries.run("helm", arguments);
  }

  private static Manifests rendered(Path chart, String namespace, List<String> values, String... set) {
    Result result = template(chart, namespace, values, set);
    assertThat(result.code()).as(result.errors()).isZero();
    return Manifests.parse(result.out());
  }

  private static List<String> values(String overlay) {
    return overlay.equals("all") ? List.of("prod", "everything") : List.of(overlay);
  }

  /** The objects by kind and name, without what differs on purpose: hashes in names, checksums, the Namespace, which is Helm's. */
  private static Map<String, JsonNode> objects(Manifests manifests) {
    Map<String, JsonNode> objects = new TreeMap<>();
    for (JsonNode object : manifests.objects()) {
      String kind = object.path("kind").asText();
      if (object.isObject() && !kind.equals("Namespace")) {
        JsonNode plain = plain(object);
        if (kind.equals("Deployment")) {
          ((ObjectNode) plain.path("spec").path("template").path("metadata")).remove("annotations");
        }
        objects.put(kind + " " + Manifests.name(plain), plain);
      }
    }
    return objects;
  }

  private static JsonNode plain(JsonNode node) {
    if (node.isObject()) {
      ObjectNode copy = JSON.createObjectNode();
      node.properties().forEach(field -> copy.set(field.getKey(), plain(field.getValue())));
      return copy;
    }
    if (node.isArray()) {
      // Volumes and mounts have names, and no order that means anything.
      var copy = JSON.createArrayNode();
      node.valueStream().map(ChartTest::plain).sorted(java.util.Comparator.comparing(one -> one.path("name").asText()))
          .forEach(copy::add);
      return copy;
    }
    return node.isTextual() && node.asText().startsWith("orqen-")
        ? TextNode.valueOf(node.asText().replaceFirst("^(orqen-migration)-1$", "$1").replaceFirst("^(orqen-(env|routes))" + HASH, "$1"))
        : node;
  }

  @ParameterizedTest
  @CsvSource({"dev, orqen-dev", "prod, orqen", "all, orqen"})
  void rendersWhatTheOverlayRenders(String overlay, String namespace) {
    String kustomized = overlay.equals("all") ? OverlaysTest.ALL : Kustomize.render(Path.of("k8s/overlays", overlay));
    Map<String, JsonNode> chart = objects(rendered(CHART, namespace, values(overlay)));
    Map<String, JsonNode> expected = objects(Manifests.parse(kustomized));
    assertThat(chart.keySet()).isEqualTo(expected.keySet());
    chart.forEach((name, object) -> assertThat(object).as(name).isEqualTo(expected.get(name)));
  }

  @ParameterizedTest
  @CsvSource({"dev", "prod", "all"})
  void keepsTheRules(String overlay) {
    String text = template(CHART, "orqen", values(overlay)).out();
    assertThat(OverlaysTest.check(text)).isEmpty();
  }

  @Test
  void isLinted() {
    Result lint = Binaries.run("helm", List.of("lint", "--strict", CHART.toString(), "--values", CHART + "/examples/prod.yaml"));
    assertThat(lint.code()).as(lint.out()).isZero();
  }

  /** What is installed from a registry has what the links lead to. */
  @Test
  void isWholeWhenItIsPacked() {
    Result packed = Binaries.run("helm", List.of("package", CHART.toString(), "--destination", "target/k8s"));
    assertThat(packed.code()).as(packed.errors()).isZero();
    Path file = Path.of(packed.out().replaceAll("(?s).*saved it to: (\\S+).*", "$1"));
    assertThat(objects(rendered(file, "orqen", values("all")))).isEqualTo(objects(rendered(CHART, "orqen", values("all"))));
  }

  private static JsonNode pod(String... set) {
    return rendered(CHART, "orqen", List.of("prod"), set).ofKind("Deployment").get(0).path("spec").path("template");
  }

  @Test
  void rollsThePodsWhenSettingsOrRoutesChange() {
    JsonNode notes = pod().path("metadata").path("annotations");
    assertThat(notes).isNotEmpty();
    assertThat(pod().path("metadata").path("annotations")).isEqualTo(notes);
    assertThat(pod("settings.ORQEN_LOG_LEVEL=DEBUG").path("metadata").path("annotations")).isNotEqualTo(notes);
    assertThat(pod("routes.provider-mine\\.camel\\.yaml=x").path("metadata").path("annotations")).isNotEqualTo(notes);
  }

  @Test
  void takesValues() {
    assertThat(pod("resources.memory=2Gi").toString()).contains("\"limits\":{\"memory\":\"2Gi\"}");
    assertThat(pod("secret.name=mine").toString()).contains("\"secretName\":\"mine\"");
    Manifests four = rendered(CHART, "orqen", List.of("prod"), "autoscaling.enabled=false", "replicas=4");
    assertThat(four.ofKind("Deployment").get(0).path("spec").path("replicas").asInt()).isEqualTo(4);
    assertThat(four.ofKind("ConfigMap").get(0).path("data").path("ORQEN_REPLICAS").asText()).isEqualTo("4");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "replicas=0                              | replicas", "replica=2                         | replica is not allowed",
      "image.tag=latest                        | image.tag", "image.digest=sha256:abc          | image.digest",
      "settings.ORQEN_ADMIN_TOKEN=x            | settings", "settings.ORQEN_LOG_LEVEL=1        | ORQEN_LOG_LEVEL",
      "settings.ORQEN_REDIS_URL=redis://x      | settings", "resources.memory=1G               | resources.memory",
      "network.modelServers.ports={0}          | ports",    "network.state[0].ports={5432}     | state",
      "ingress.host=Not_A_Host                 | ingress.host", "replicas=2                    | Several pods need one PostgreSQL"})
  void refusesWrongValues(String set, String named) {
    Result result = template(CHART, "orqen", List.of(), set);
    assertThat(result.code()).isNotZero();
    assertThat(result.errors()).contains(named);
  }
}
