package app.orqen.k8s;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The objects of one rendered overlay. */
record Manifests(List<JsonNode> objects) {

  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());

  /** A container, in the object whose pods have it. */
  record Container(JsonNode owner, JsonNode pod, JsonNode spec) {

    String name() {
      return owner.path("kind").asText() + "/" + spec.path("name").asText();
    }

    /** Tells whether it serves, rather than ends, as a Job and an init container do. */
    boolean serves() {
      return owner.path("kind").asText().equals("Deployment")
          && elements(pod.path("initContainers")).noneMatch(spec::equals);
    }
  }

  static Manifests parse(String rendered) {
    try (var documents = YAML.readerFor(JsonNode.class).<JsonNode>readValues(rendered)) {
      List<JsonNode> objects = new ArrayList<>();
      documents.forEachRemaining(objects::add);
      return new Manifests(objects);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  List<JsonNode> ofKind(String kind) {
    return objects.stream().filter(object -> object.path("kind").asText().equals(kind)).toList();
  }

  boolean has(String kind, String name) {
    return ofKind(kind).stream().anyMatch(object -> name(object).equals(name));
  }

  static String name(JsonNode object) {
    return object.path("metadata").path("name").asText();
  }

  /** What pods are made from. */
  List<JsonNode> workloads() {
    return objects.stream().filter(object -> object.path("spec").has("template")
        && object.path("spec").path("template").path("spec").has("containers")).toList();
  }

  List<Container> containers() {
    return workloads().stream().flatMap(owner -> {
      JsonNode pod = owner.path("spec").path("template").path("spec");
      return Stream.of("containers", "initContainers").flatMap(list -> elements(pod.path(list)))
          .map(spec -> new Container(owner, pod, spec));
    }).toList();
  }

  /** Whether the labels of a pod have every pair of a selector. */
  static boolean selects(JsonNode matchLabels, JsonNode workload) {
    JsonNode labels = workload.path("spec").path("template").path("metadata").path("labels");
    return matchLabels.properties().stream().allMatch(pair -> labels.path(pair.getKey()).equals(pair.getValue()));
  }

  static Stream<JsonNode> elements(JsonNode array) {
    return array.valueStream();
  }

  static List<String> texts(JsonNode array) {
    return array.valueStream().map(JsonNode::asText).toList();
  }
}
