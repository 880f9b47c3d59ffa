package app.orqen.k8s;

import static app.orqen.k8s.Manifests.elements;
import static app.orqen.k8s.Manifests.name;
import static app.orqen.k8s.Manifests.selects;
import static app.orqen.k8s.Manifests.texts;

import app.orqen.k8s.Manifests.Container;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How requests reach the pods, how many there are, and what else the pods may reach. */
final class ServingRules {

  private static final List<String> PRIVATE = List.of("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16");
  /** An address of a service: its namespace and port. */
  private static final Pattern IN_CLUSTER = Pattern.compile("//[a-z0-9-]+\\.([a-z0-9-]+)\\.svc[a-z.]*:([0-9]+)");

  private final Manifests manifests;
  private final Settings settings;
  private final List<String> faults = new ArrayList<>();

  private ServingRules(Manifests manifests, Settings settings) {
    this.manifests = manifests;
    this.settings = settings;
  }

  static List<String> check(Manifests manifests, Settings settings) {
    ServingRules rules = new ServingRules(manifests, settings);
    rules.ports();
    rules.selectors();
    rules.rollout();
    rules.network();
    rules.egress();
    rules.ingress();
    rules.gateway();
    return rules.faults;
  }

  private void demand(boolean kept, String fault) {
    if (!kept) {
      faults.add(fault);
    }
  }

  private void ports() {
    for (Container container : manifests.containers()) {
      elements(container.spec().path("ports")).forEach(port -> {
        String variable = port.path("name").asText().equals("http") ? "SERVER_PORT" : "MANAGEMENT_SERVER_PORT";
        demand(port.path("containerPort").asText().equals(settings.value(manifests, variable)),
            "ports: " + port + " is not " + variable);
      });
    }
    Set<String> pods = manifests.containers().stream().flatMap(container -> elements(container.spec().path("ports")))
        .map(port -> port.path("name").asText()).collect(Collectors.toSet());
    Set<String> services = manifests.ofKind("Service").stream()
        .flatMap(service -> elements(service.path("spec").path("ports")))
        .map(port -> port.path("name").asText()).collect(Collectors.toSet());
    Stream<JsonNode> toPods = Stream.of(
        manifests.containers().stream().flatMap(container -> container.spec().findValues("httpGet").stream()),
        manifests.ofKind("Service").stream().flatMap(service -> elements(service.path("spec").path("ports"))),
        manifests.ofKind("NetworkPolicy").stream().flatMap(policy -> elements(policy.path("spec").path("ingress")))
            .flatMap(rule -> elements(rule.path("ports")))).flatMap(nodes -> nodes)
        .map(node -> node.has("targetPort") ? node.path("targetPort") : node.path("port"));
    toPods.forEach(port -> demand(pods.contains(port.asText()), "ports: no container has " + port));
    Stream.concat(
        manifests.ofKind("Ingress").stream().flatMap(ingress -> ingress.findValues("service").stream())
            .map(service -> service.path("port").path("name")),
        manifests.ofKind("ServiceMonitor").stream().flatMap(monitor -> elements(monitor.path("spec").path("endpoints")))
            .map(endpoint -> endpoint.path("port")))
        .forEach(port -> demand(services.contains(port.asText()), "ports: no service has " + port));
  }

  private void selectors() {
    manifests.ofKind("Deployment").forEach(deployment -> demand(
        selects(deployment.path("spec").path("selector").path("matchLabels"), deployment),
        "selectors: the deployment does not find its own pods"));
    manifests.ofKind("Service").forEach(service -> one(service, service.path("spec").path("selector")));
    manifests.ofKind("PodDisruptionBudget").forEach(budget ->
        one(budget, budget.path("spec").path("selector").path("matchLabels")));
    manifests.workloads().forEach(workload -> elements(workload.path("spec").path("template").path("spec")
        .path("topologySpreadConstraints")).forEach(spread ->
            one(workload, spread.path("labelSelector").path("matchLabels"))));
    manifests.ofKind("ServiceMonitor").forEach(monitor -> demand(manifests.ofKind("Service").stream().anyMatch(service ->
        monitor.path("spec").path("selector").path("matchLabels").properties().stream().allMatch(pair ->
            service.path("metadata").path("labels").path(pair.getKey()).equals(pair.getValue()))),
        "selectors: the ServiceMonitor finds no service"));
  }

  /** Of pods that serve, and of no others. */
  private void one(JsonNode object, JsonNode labels) {
    List<String> found = manifests.workloads().stream().filter(workload -> selects(labels, workload))
        .map(workload -> workload.path("kind").asText()).toList();
    demand(found.equals(List.of("Deployment")), "selectors: " + object.path("kind").asText() + " " + name(object)
        + " finds " + found);
  }

  private void rollout() {
    demand(manifests.ofKind("Deployment").size() == 1, "rollout: there is no deployment");
    JsonNode deployment = manifests.ofKind("Deployment").get(0).path("spec");
    int most = manifests.ofKind("HorizontalPodAutoscaler").stream()
        .mapToInt(scaler -> scaler.path("spec").path("maxReplicas").asInt()).max()
        .orElse(deployment.path("replicas").asInt(1));
    boolean scaled = !manifests.ofKind("HorizontalPodAutoscaler").isEmpty();
    demand(!scaled || !deployment.has("replicas"), "rollout: the deployment sets back what the autoscaler decides");
    JsonNode strategy = deployment.path("strategy");
    demand(most == 1 || strategy.path("rollingUpdate").path("maxUnavailable").asText().equals("0"),
        "rollout: it takes pods away before their successors serve");
    manifests.ofKind("PodDisruptionBudget").forEach(budget -> demand(
        budget.path("spec").path("maxUnavailable").asInt() >= 1, "rollout: no node could be drained"));
    demand(most == 1 || deployment.path("template").path("spec").path("topologySpreadConstraints").size() > 0,
        "rollout: all pods may be on one node");
    String replicas = settings.value(manifests, "ORQEN_REPLICAS");
    demand(Integer.parseInt(replicas) >= most, "rollout: ORQEN_REPLICAS is " + replicas + ", and there may be " + most);
    demand(most == 1 || settings.value(manifests, "SPRING_DATASOURCE_URL").startsWith("jdbc:postgresql:"),
        "rollout: several pods, each with a database of its own");
  }

  private void network() {
    manifests.workloads().forEach(workload -> demand(manifests.ofKind("NetworkPolicy").stream().anyMatch(policy ->
        selects(policy.path("spec").path("podSelector").path("matchLabels"), workload)
            && texts(policy.path("spec").path("policyTypes")).containsAll(List.of("Ingress", "Egress"))),
        "network: no policy holds for " + name(workload)));
    manifests.ofKind("NetworkPolicy").stream().flatMap(policy -> policy.findValues("ipBlock").stream())
        .filter(block -> block.path("cidr").asText().equals("0.0.0.0/0"))
        .forEach(block -> demand(texts(block.path("except")).containsAll(PRIVATE),
            "network: the pods reach private addresses"));
    manifests.ofKind("NetworkPolicy").stream().flatMap(policy -> Stream.concat(
        elements(policy.path("spec").path("ingress")).map(rule -> rule.path("from")),
        elements(policy.path("spec").path("egress")).map(rule -> rule.path("to")))).forEach(peers ->
            demand(!peers.isEmpty(), "network: a rule is open to everybody"));
    manifests.ofKind("Namespace").forEach(namespace -> demand(namespace.path("metadata").path("labels")
        .path("pod-security.kubernetes.io/enforce").asText().equals("restricted"), "network: the namespace takes any pod"));
  }

  /** Whatever in the cluster a setting names, the pods are let out to. */
  private void egress() {
    manifests.ofKind("ConfigMap").stream().flatMap(map -> texts(map.path("data")).stream()).map(IN_CLUSTER::matcher)
        .filter(Matcher::find).forEach(address -> demand(
            manifests.ofKind("NetworkPolicy").stream()
                .filter(policy -> manifests.ofKind("Deployment").stream().allMatch(deployment ->
                    selects(policy.path("spec").path("podSelector").path("matchLabels"), deployment)))
                .flatMap(policy -> elements(policy.path("spec").path("egress")))
                .anyMatch(rule -> rule.path("to").findValuesAsText("kubernetes.io/metadata.name").contains(address.group(1))
                    && rule.path("ports").findValuesAsText("port").contains(address.group(2))),
            "network: the pods are not let out to " + address.group()));
  }

  private void ingress() {
    String prefix = "nginx.ingress.kubernetes.io/";
    for (JsonNode ingress : manifests.ofKind("Ingress")) {
      JsonNode notes = ingress.path("metadata").path("annotations");
      demand(notes.path(prefix + "proxy-buffering").asText().equals("off"), "ingress: it would hold streams back");
      long first = org.springframework.boot.convert.DurationStyle
          .detectAndParse(settings.value(manifests, "ORQEN_TIMEOUT_FIRST_BYTE")).toSeconds();
      demand(notes.path(prefix + "proxy-read-timeout").asLong() > first, "ingress: it gives up before the provider may");
      demand(ingress.path("spec").has("tls"), "ingress: keys would travel in the clear");
    }
  }

  /** A Gateway's own limits would cut long answers, and it calls a port that the service has. */
  private void gateway() {
    Set<String> ports = manifests.ofKind("Service").stream().flatMap(service -> elements(service.path("spec").path("ports")))
        .filter(port -> port.path("name").asText().equals("http")).map(port -> port.path("port").asText())
        .collect(Collectors.toSet());
    manifests.ofKind("HTTPRoute").stream().flatMap(route -> elements(route.path("spec").path("rules"))).forEach(rule -> {
      demand(rule.path("timeouts").valueStream().map(JsonNode::asText).toList().equals(List.of("0s", "0s")),
          "gateway: it gives up before the provider may");
      elements(rule.path("backendRefs")).forEach(backend -> demand(ports.contains(backend.path("port").asText())
          && manifests.has("Service", backend.path("name").asText()), "gateway: it calls " + backend + ", which is no service"));
    });
  }
}
