package app.orqen.k8s;

import static app.orqen.k8s.Manifests.name;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import io.kubernetes.client.openapi.JSON;
import java.lang.reflect.InvocationTargetException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Kind and fields of each object: by the API's own models, strictly; by small lists for what operators add to a cluster. */
final class SchemaRules {

  private static final String MODELS = "io.kubernetes.client.openapi.models.";
  private static final Map<String, String> KINDS = Map.ofEntries(Map.entry("Namespace", "v1"),
      Map.entry("ServiceAccount", "v1"), Map.entry("ConfigMap", "v1"), Map.entry("Secret", "v1"),
      Map.entry("Service", "v1"), Map.entry("Deployment", "apps/v1"), Map.entry("Job", "batch/v1"),
      Map.entry("PodDisruptionBudget", "policy/v1"), Map.entry("NetworkPolicy", "networking.k8s.io/v1"),
      Map.entry("Ingress", "networking.k8s.io/v1"), Map.entry("HorizontalPodAutoscaler", "autoscaling/v2"));
  /** The fields of an operator's kind: names by path, in which {@code *} is each element. */
  private static final Map<String, Map<String, Set<String>>> ADDED = Map.of(
      "gateway.networking.k8s.io/v1 HTTPRoute", Map.of(
          "spec", Set.of("parentRefs", "hostnames", "rules"),
          "spec.parentRefs.*", Set.of("name", "namespace", "sectionName", "port"),
          "spec.rules.*", Set.of("matches", "timeouts", "backendRefs", "filters"),
          "spec.rules.*.matches.*", Set.of("path", "headers", "method"),
          "spec.rules.*.timeouts", Set.of("request", "backendRequest"),
          "spec.rules.*.backendRefs.*", Set.of("name", "port", "weight")),
      "monitoring.coreos.com/v1 ServiceMonitor", Map.of(
          "spec", Set.of("selector", "endpoints", "namespaceSelector", "jobLabel"),
          "spec.selector", Set.of("matchLabels"),
          "spec.endpoints.*", Set.of("port", "path", "interval", "scheme", "tlsConfig")),
      "monitoring.coreos.com/v1 PrometheusRule", Map.of(
          "spec", Set.of("groups"),
          "spec.groups.*", Set.of("name", "rules", "interval"),
          "spec.groups.*.rules.*", Set.of("alert", "record", "expr", "for", "labels", "annotations")),
      "external-secrets.io/v1 ExternalSecret", Map.of(
          "spec", Set.of("refreshInterval", "secretStoreRef", "target", "data"),
          "spec.secretStoreRef", Set.of("kind", "name"),
          "spec.target", Set.of("name", "creationPolicy"),
          "spec.data.*", Set.of("secretKey", "remoteRef"),
          "spec.data.*.remoteRef", Set.of("key", "property", "version")));

  private SchemaRules() {}

  static List<String> check(Manifests manifests) {
    List<String> faults = new ArrayList<>();
    for (JsonNode object : manifests.objects()) {
      String kind = object.path("kind").asText();
      String version = object.path("apiVersion").asText();
      String where = "schema: " + kind + " " + name(object) + ": ";
      Map<String, Set<String>> fields = ADDED.get(version + " " + kind);
      if (fields != null) {
        added(object, fields).forEach(fault -> faults.add(where + fault));
      } else if (!version.equals(KINDS.get(kind))) {
        faults.add(where + version + " has no such kind here");
      } else {
        builtIn(object, version.substring(version.indexOf('/') + 1).toUpperCase(java.util.Locale.ROOT) + kind)
            .forEach(fault -> faults.add(where + fault));
      }
    }
    return faults;
  }

  /** The first pass finds unknown and missing fields, the second wrong types. */
  private static List<String> builtIn(JsonNode object, String model) {
    String text = object.toString();
    try {
      Class<?> type = Class.forName(MODELS + model);
      type.getMethod("validateJsonElement", JsonElement.class).invoke(null, JsonParser.parseString(text));
      JSON.getGson().fromJson(text, type);
      return List.of();
    } catch (InvocationTargetException e) {
      return List.of(String.valueOf(e.getCause().getMessage()));
    } catch (ReflectiveOperationException | RuntimeException e) {
      return List.of(String.valueOf(e.getMessage()));
    }
  }

  private static List<String> added(JsonNode object, Map<String, Set<String>> fields) {
    List<String> faults = new ArrayList<>();
    fields.forEach((path, known) -> at(object, path).forEach(node -> {
      Set<String> unknown = new TreeSet<>();
      node.fieldNames().forEachRemaining(unknown::add);
      unknown.removeAll(known);
      if (!node.isObject() || node.isEmpty() || !unknown.isEmpty()) {
        faults.add(path + " has " + (unknown.isEmpty() ? "no fields" : "no field " + unknown));
      }
    }));
    return faults;
  }

  private static List<JsonNode> at(JsonNode object, String path) {
    List<JsonNode> nodes = List.of(object);
    for (String step : path.split("\\.")) {
      nodes = nodes.stream().flatMap(node -> step.equals("*") ? node.valueStream()
          : java.util.stream.Stream.of(node.path(step))).toList();
    }
    return nodes;
  }
}
