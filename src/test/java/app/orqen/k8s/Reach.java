package app.orqen.k8s;

import static app.orqen.k8s.Manifests.elements;
import static app.orqen.k8s.Manifests.texts;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What the NetworkPolicies of the manifests let through, as a network plugin decides it: policies add up, a pod that one of them
 * selects for a direction has only what a rule allows, and conditions within one peer hold together
 * (https://kubernetes.io/docs/concepts/services-networking/network-policies/).
 */
final class Reach {

  /**
   * The other end of a connection.
   *
   * @param namespace the labels of its namespace; null when it is outside of the cluster
   * @param pod the labels of the pod
   * @param address its IP address, which address blocks match inside of the cluster too
   */
  record Peer(Map<String, String> namespace, Map<String, String> pod, String address) {

    static Peer inNamespace(String name, Map<String, String> labels) {
      var all = new java.util.TreeMap<>(labels);
      all.put("kubernetes.io/metadata.name", name);
      return new Peer(all, Map.of(), "10.1.2.3");
    }

    static Peer at(String address) {
      return new Peer(null, Map.of(), address);
    }
  }

  private final JsonNode workload;
  private final List<JsonNode> policies;

  /** Looks at the pods of one workload. */
  Reach(Manifests manifests, String kind) {
    workload = manifests.ofKind(kind).get(0);
    policies = manifests.ofKind("NetworkPolicy").stream()
        .filter(policy -> selected(policy.path("spec").path("podSelector"), labels(workload))).toList();
  }

  /** Tells whether a peer may open a connection to a port of the pods. */
  boolean in(Peer from, String protocol, int port) {
    return allowed("Ingress", "from", from, protocol, port);
  }

  /** Tells whether the pods may open a connection to a peer's port. */
  boolean out(Peer to, String protocol, int port) {
    return allowed("Egress", "to", to, protocol, port);
  }

  private boolean allowed(String type, String side, Peer peer, String protocol, int port) {
    List<JsonNode> of = policies.stream().filter(policy -> texts(policy.path("spec").path("policyTypes")).contains(type)).toList();
    String rules = type.equals("Ingress") ? "ingress" : "egress";
    return of.isEmpty() || of.stream().flatMap(policy -> elements(policy.path("spec").path(rules))).anyMatch(rule ->
        matches(rule.path(side), one -> isPeer(one, peer)) && matches(rule.path("ports"), one -> isPort(one, protocol, port)));
  }

  /** A list that is empty or missing matches everything. */
  private static boolean matches(JsonNode list, java.util.function.Predicate<JsonNode> one) {
    return list.isEmpty() || elements(list).anyMatch(one);
  }

  private static boolean isPeer(JsonNode rule, Peer peer) {
    if (rule.has("ipBlock")) {
      JsonNode block = rule.path("ipBlock");
      return within(peer.address, block.path("cidr").asText())
          && texts(block.path("except")).stream().noneMatch(cidr -> within(peer.address, cidr));
    }
    boolean named = rule.has("namespaceSelector") || rule.has("podSelector");
    // Without a selector of namespaces only those of the policy's own are meant, which no peer here is in.
    return named && peer.namespace != null && rule.has("namespaceSelector")
        && selected(rule.path("namespaceSelector"), peer.namespace) && selected(rule.path("podSelector"), peer.pod);
  }

  private boolean isPort(JsonNode rule, String protocol, int port) {
    if (!rule.path("protocol").asText("TCP").equals(protocol)) {
      return false;
    }
    JsonNode wanted = rule.path("port");
    if (wanted.isTextual()) {
      return elements(workload.path("spec").path("template").path("spec").path("containers"))
          .flatMap(container -> elements(container.path("ports")))
          .anyMatch(own -> own.path("name").equals(wanted) && own.path("containerPort").asInt() == port);
    }
    return wanted.isMissingNode() || port >= wanted.asInt() && port <= rule.path("endPort").asInt(wanted.asInt());
  }

  private static boolean selected(JsonNode selector, Map<String, String> labels) {
    if (selector.has("matchExpressions")) {
      throw new IllegalArgumentException("Expressions are not read here: " + selector);
    }
    return selector.path("matchLabels").properties().stream()
        .allMatch(pair -> pair.getValue().asText().equals(labels.get(pair.getKey())));
  }

  private static Map<String, String> labels(JsonNode workload) {
    return workload.path("spec").path("template").path("metadata").path("labels").properties().stream()
        .collect(java.util.stream.Collectors.toMap(Map.Entry::getKey, pair -> pair.getValue().asText()));
  }

  private static boolean within(String address, String cidr) {
    String[] parts = cidr.split("/");
    byte[] one = bytes(address);
    byte[] net = bytes(parts[0]);
    int bits = Integer.parseInt(parts[1]);
    return one.length == net.length && Stream.iterate(0, bit -> bit < bits, bit -> bit + 1)
        .allMatch(bit -> ((one[bit / 8] ^ net[bit / 8]) >> (7 - bit % 8) & 1) == 0);
  }

  private static byte[] bytes(String address) {
    try {
      return InetAddress.getByName(address).getAddress(); // a literal, so nobody is asked
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(e);
    }
  }
}
