package app.orqen.k8s;

import static app.orqen.k8s.Manifests.elements;
import static app.orqen.k8s.Manifests.name;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A Job that the pods wait for needs nothing that Argo CD applies after it (sync waves:
 * https://argo-cd.readthedocs.io/en/stable/user-guide/sync-waves/).
 */
final class OrderRules {

  private static final String ARGO = "argocd.argoproj.io/";

  private OrderRules() {}

  static List<String> check(Manifests manifests) {
    List<String> faults = new ArrayList<>();
    for (JsonNode job : manifests.ofKind("Job")) {
      if (!note(job, "hook").equals("Sync")) {
        faults.add("order: the Job " + name(job) + " runs before anything that it needs is applied");
      }
      Set<String> needed = needed(job);
      for (JsonNode object : manifests.objects()) {
        String kind = object.path("kind").asText();
        boolean isNeeded = kind.equals("Namespace") || kind.equals("NetworkPolicy") || needed.contains(kind + " " + name(object));
        if (isNeeded && wave(object) >= wave(job)) {
          faults.add("order: the Job " + name(job) + " needs " + kind + " " + name(object) + ", which comes with it or later");
        }
        if (kind.equals("Deployment") && wave(object) <= wave(job)) {
          faults.add("order: the pods come before the Job " + name(job));
        }
      }
    }
    return faults;
  }

  /** Returns what the Job's pod names: kind and name of each. */
  private static Set<String> needed(JsonNode job) {
    JsonNode pod = job.path("spec").path("template").path("spec");
    Set<String> needed = new HashSet<>(Set.of("ServiceAccount " + pod.path("serviceAccountName").asText()));
    elements(pod.path("containers")).flatMap(container -> elements(container.path("envFrom")))
        .forEach(from -> needed.add("ConfigMap " + from.path("configMapRef").path("name").asText()));
    elements(pod.path("volumes")).forEach(volume -> {
      needed.add("ConfigMap " + volume.path("configMap").path("name").asText());
      needed.add("ExternalSecret " + volume.path("secret").path("secretName").asText());
    });
    return needed;
  }

  private static String note(JsonNode object, String annotation) {
    return object.path("metadata").path("annotations").path(ARGO + annotation).asText();
  }

  private static int wave(JsonNode object) {
    String wave = note(object, "sync-wave");
    return wave.isEmpty() ? 0 : Integer.parseInt(wave);
  }
}
