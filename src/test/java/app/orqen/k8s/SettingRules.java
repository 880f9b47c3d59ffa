package app.orqen.k8s;

import static app.orqen.k8s.Manifests.elements;
import static app.orqen.k8s.Manifests.name;

import app.orqen.k8s.Manifests.Container;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** What the objects name exists: settings in application.yaml, other objects here; and nothing that looks like a secret. */
final class SettingRules {

  /** The JVM's own variable. */
  private static final String JVM = "JAVA_TOOL_OPTIONS";
  /** Made by others: cert-manager or a person. */
  private static final Set<String> FROM_ELSEWHERE = Set.of("orqen-tls");
  private static final Pattern SENSITIVE = Pattern.compile(".*(PASSWORD|_TOKEN|_KEY|_KEYS|SECRET)|ORQEN_REDIS_URL");
  private static final Pattern SECRET = Pattern.compile("sk-[A-Za-z0-9_-]{8,}|AKIA[A-Z0-9]{12,}|(?i:bearer [a-z0-9._-]{12,})"
      + "|[A-Za-z0-9+/_-]{40,}={1,2}|-----BEGIN|://[^/\\s:@]+:[^/\\s@]+@");
  /** What kubectl apply can write into its annotation. */
  private static final int MOST = 256 * 1024;

  private final Manifests manifests;
  private final Settings settings;
  private final List<String> faults = new ArrayList<>();

  private SettingRules(Manifests manifests, Settings settings) {
    this.manifests = manifests;
    this.settings = settings;
  }

  static List<String> check(Manifests manifests, Settings settings) {
    SettingRules rules = new SettingRules(manifests, settings);
    manifests.containers().forEach(rules::container);
    rules.externalSecrets();
    rules.others();
    rules.secrets();
    return rules.faults;
  }

  private void demand(boolean kept, String fault) {
    if (!kept) {
      faults.add(fault);
    }
  }

  private void container(Container container) {
    String image = container.spec().path("image").asText();
    demand(image.contains("@sha256:") || image.matches(".*:(?!latest$)[\\w.-]+"), "image: " + image + " may be any");
    elements(container.spec().path("env")).forEach(variable -> {
      setting(variable.path("name").asText(), variable.has("value"));
      JsonNode from = variable.path("valueFrom");
      reference("ConfigMap", from.path("configMapKeyRef"), "name");
      reference("Secret", from.path("secretKeyRef"), "name");
    });
    elements(container.spec().path("envFrom")).forEach(from -> {
      JsonNode map = from.path("configMapRef");
      reference("ConfigMap", map, "name");
      demand(!from.has("secretRef"), "secrets: " + container.name() + " has secrets in its environment; mount them");
      manifests.ofKind("ConfigMap").stream().filter(object -> name(object).equals(map.path("name").asText()))
          .flatMap(object -> object.path("data").properties().stream()).map(Map.Entry::getKey)
          .forEach(variable -> setting(variable, true));
    });
    elements(container.pod().path("volumes")).forEach(volume -> {
      reference("ConfigMap", volume.path("configMap"), "name");
      reference("Secret", volume.path("secret"), "secretName");
    });
    demand(manifests.has("ServiceAccount", container.pod().path("serviceAccountName").asText()),
        "references: no such account: " + container.pod().path("serviceAccountName"));
  }

  private void setting(String variable, boolean literal) {
    demand(variable.equals(JVM) || settings.knows(variable), "settings: " + variable + " is not in application.yaml");
    demand(!literal || !SENSITIVE.matcher(variable).matches(), "secrets: " + variable + " is written out");
  }

  private void reference(String kind, JsonNode reference, String field) {
    if (!reference.has(field)) {
      return;
    }
    String name = reference.path(field).asText();
    demand(reference.path("optional").asBoolean() || FROM_ELSEWHERE.contains(name) || manifests.has(kind, name)
        || kind.equals("Secret") && manifests.ofKind("ExternalSecret").stream()
            .anyMatch(secret -> secret.path("spec").path("target").path("name").asText().equals(name)),
        "references: there is no " + kind + " " + name);
  }

  private void externalSecrets() {
    manifests.ofKind("ExternalSecret").forEach(secret -> {
      List<String> keys = elements(secret.path("spec").path("data")).map(one -> one.path("secretKey").asText()).toList();
      keys.forEach(key -> demand(settings.knows(key), "settings: " + key + " is not in application.yaml"));
      demand(keys.containsAll(Set.of("ORQEN_VAULT_KEYS", "SPRING_DATASOURCE_PASSWORD", "ORQEN_BOOTSTRAP_KEY")),
          "secrets: each pod would make a vault key of its own, or print a key");
    });
  }

  private void others() {
    manifests.ofKind("Ingress").forEach(ingress -> {
      ingress.findValues("service").forEach(service -> reference("Service", service, "name"));
      elements(ingress.path("spec").path("tls")).forEach(tls -> reference("Secret", tls, "secretName"));
    });
    manifests.ofKind("HorizontalPodAutoscaler").forEach(scaler -> {
      JsonNode target = scaler.path("spec").path("scaleTargetRef");
      demand(manifests.has(target.path("kind").asText(), target.path("name").asText()),
          "references: the autoscaler has nothing to scale");
    });
    manifests.ofKind("ConfigMap").forEach(map -> demand(map.toString().length() < MOST,
        "references: the ConfigMap " + name(map) + " is too large to apply"));
  }

  private void secrets() {
    demand(manifests.ofKind("Secret").isEmpty(), "secrets: a Secret is written out");
    manifests.objects().forEach(object -> {
      var found = SECRET.matcher(object.toString());
      demand(!found.find(), "secrets: something in " + object.path("kind").asText() + " " + name(object) + " looks like one");
    });
  }
}
