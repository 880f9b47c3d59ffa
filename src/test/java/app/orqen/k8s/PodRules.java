package app.orqen.k8s;

import static app.orqen.k8s.Manifests.elements;
import static app.orqen.k8s.Manifests.texts;

import app.orqen.k8s.Manifests.Container;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** What every pod keeps: restricted, bounded, probed without the database, and given the time that its streams need. */
final class PodRules {

  /** The volumes of the restricted Pod Security Standard, less those that nothing here needs. */
  private static final Set<String> VOLUMES = Set.of("configMap", "secret", "emptyDir", "projected");
  private static final List<String> HOST = List.of("hostNetwork", "hostPID", "hostIPC");

  private final Settings settings;
  private final List<String> faults = new ArrayList<>();

  private PodRules(Settings settings) {
    this.settings = settings;
  }

  static List<String> check(Manifests manifests, Settings settings) {
    PodRules rules = new PodRules(settings);
    manifests.containers().forEach(container -> {
      rules.security(container);
      rules.resources(container);
      rules.volumes(container);
      if (container.serves()) {
        rules.probes(container);
        rules.drain(container, manifests);
        rules.memory(container);
      }
    });
    return rules.faults;
  }

  private void demand(boolean kept, String rule, Container container, String what) {
    if (!kept) {
      faults.add(rule + ": " + container.name() + " " + what);
    }
  }

  private void security(Container container) {
    JsonNode pod = container.pod().path("securityContext");
    JsonNode own = container.spec().path("securityContext");
    String rule = "security";
    demand(pod.path("runAsNonRoot").asBoolean(), rule, container, "may run as root");
    demand(pod.path("runAsUser").asInt() >= 10000, rule, container, "has no user of its own");
    demand(pod.path("seccompProfile").path("type").asText().equals("RuntimeDefault"), rule, container, "has no seccomp");
    demand(own.path("allowPrivilegeEscalation").isBoolean() && !own.path("allowPrivilegeEscalation").asBoolean(), rule,
        container, "may escalate");
    demand(own.path("readOnlyRootFilesystem").asBoolean(), rule, container, "may write to its image");
    demand(texts(own.path("capabilities").path("drop")).contains("ALL") && !own.path("capabilities").has("add")
        && !own.path("privileged").asBoolean(), rule, container, "keeps capabilities");
    demand(HOST.stream().noneMatch(name -> container.pod().path(name).asBoolean()), rule, container, "is in the host");
    demand(elements(container.spec().path("ports")).noneMatch(port -> port.has("hostPort")), rule, container,
        "takes a port of the host");
    demand(container.pod().path("automountServiceAccountToken").isBoolean()
        && !container.pod().path("automountServiceAccountToken").asBoolean(), rule, container, "is given a token");
  }

  private void resources(Container container) {
    JsonNode requests = container.spec().path("resources").path("requests");
    JsonNode limits = container.spec().path("resources").path("limits");
    demand(requests.has("cpu") && requests.has("memory"), "resources", container, "requests no CPU or no memory");
    demand(limits.path("memory").equals(requests.path("memory")), "resources", container,
        "has a memory limit that is not its request");
    demand(!limits.has("cpu"), "resources", container, "has a CPU limit, which makes streams stutter");
  }

  private void volumes(Container container) {
    List<String> names = elements(container.pod().path("volumes")).map(volume -> volume.path("name").asText()).toList();
    elements(container.spec().path("volumeMounts")).map(mount -> mount.path("name").asText()).forEach(mount ->
        demand(names.contains(mount), "volumes", container, "mounts " + mount + ", which is no volume"));
    elements(container.pod().path("volumes")).forEach(volume -> {
      boolean known = volume.properties().stream().map(java.util.Map.Entry::getKey)
          .allMatch(key -> key.equals("name") || VOLUMES.contains(key));
      demand(known, "volumes", container, "has a volume that restricted pods may not have");
      demand(!volume.has("emptyDir") || volume.path("emptyDir").has("sizeLimit"), "volumes", container,
          "has an emptyDir without a limit");
    });
  }

  private void probes(Container container) {
    for (String probe : List.of("startupProbe", "livenessProbe", "readinessProbe")) {
      String group = probe.equals("readinessProbe") ? "readiness" : "liveness";
      JsonNode get = container.spec().path(probe).path("httpGet");
      demand(get.path("path").asText().equals("/actuator/health/" + group), "probes", container,
          "has no " + probe + " on " + group);
      demand(get.path("port").asText().equals("mgmt"), "probes", container, "is probed among its streams: " + probe);
      demand(!settings.healthGroup(group).contains("db") && !settings.healthGroup(group).isEmpty(), "probes", container,
          "would be restarted or emptied when the database is away");
    }
    JsonNode startup = container.spec().path("startupProbe");
    demand(startup.path("periodSeconds").asInt(10) * startup.path("failureThreshold").asInt(3) >= 60, "probes", container,
        "is given less than a minute to start");
  }

  private void drain(Container container, Manifests manifests) {
    int preStop = container.spec().path("lifecycle").path("preStop").path("sleep").path("seconds").asInt();
    int grace = container.pod().path("terminationGracePeriodSeconds").asInt(30);
    long drain = settings.drain(manifests).toSeconds();
    demand(preStop >= 5, "drain", container, "ends before proxies know");
    demand(grace >= preStop + drain + 20, "drain", container,
        "is killed after " + grace + " s, in the middle of " + preStop + " + " + drain + " + 20");
  }

  private void memory(Container container) {
    String options = elements(container.spec().path("env"))
        .filter(variable -> variable.path("name").asText().equals("JAVA_TOOL_OPTIONS"))
        .map(variable -> variable.path("value").asText()).findFirst().orElse("");
    demand(options.contains("-XX:+ExitOnOutOfMemoryError"), "memory", container, "stays when it is out of memory");
    demand(options.contains("-XX:MaxRAMPercentage="), "memory", container, "leaves three quarters of its memory unused");
  }
}
