package app.orqen.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.k8s.Reach.Peer;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which pods may reach which, under each overlay and under prod with every component. */
class NetworkTest {

  private static final Manifests PROD = Manifests.parse(Kustomize.render(Path.of("k8s/overlays/prod")));
  private static final Manifests DEV = Manifests.parse(Kustomize.render(Path.of("k8s/overlays/dev")));
  private static final Manifests ALL = Manifests.parse(OverlaysTest.ALL);

  private static Manifests of(String overlay) {
    return switch (overlay) {
      case "prod" -> PROD;
      case "dev" -> DEV;
      default -> ALL;
    };
  }

  /** A namespace, with a label when there is one behind a slash; or an address. */
  private static Peer peer(String text) {
    if (text.matches("[0-9].*|.*:.*")) {
      return Peer.at(text);
    }
    String[] parts = text.split("/");
    return Peer.inNamespace(parts[0], parts.length == 1 ? Map.of() : Map.of("orqen.app/" + parts[1], "true"));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "all  | agents/caller         | 8080 | yes", "all  | agents/caller        | 8081 | no",
      "prod | agents/caller         | 8080 | no",  "all  | agents               | 8080 | no",
      "all  | models/model-server   | 8080 | no",  "all  | 203.0.113.7          | 8080 | no",
      "prod | ingress-nginx         | 8080 | yes", "prod | ingress-nginx        | 8081 | no",
      "dev  | ingress-nginx         | 8080 | no",  "all  | envoy-gateway-system | 8080 | yes",
      "prod | monitoring            | 8081 | yes", "prod | monitoring           | 8080 | no",
      "dev  | monitoring            | 8081 | yes", "prod | default              | 8081 | no"})
  void lets(String overlay, String from, int port, String may) {
    assertThat(new Reach(of(overlay), "Deployment").in(peer(from), "TCP", port)).isEqualTo(may.equals("yes"));
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "dev  | 93.184.215.14        | TCP | 443  | yes", "dev  | 93.184.215.14       | TCP | 80   | no",
      "dev  | 2600:1406::1         | TCP | 443  | yes", "dev  | fd00:ec2::254       | TCP | 443  | no",
      "all  | 169.254.169.254      | TCP | 443  | no",  "all  | 169.254.169.254     | TCP | 80   | no",
      "all  | 100.100.100.200      | TCP | 443  | no",  "all  | 10.0.0.1            | TCP | 443  | no",
      "all  | 172.20.0.1           | TCP | 443  | no",  "all  | 192.168.1.1         | TCP | 443  | no",
      "all  | fe80::1              | TCP | 443  | no",  "all  | ::1                 | TCP | 443  | no",
      "all  | 127.0.0.1            | TCP | 443  | no",  "all  | 93.184.215.14       | UDP | 443  | no",
      "dev  | kube-system          | UDP | 53   | yes", "dev  | kube-system         | TCP | 53   | yes",
      "dev  | kube-system          | TCP | 443  | no",  "dev  | openshift-dns       | UDP | 5353 | no",
      "all  | openshift-dns        | UDP | 5353 | yes", "all  | openshift-dns       | TCP | 5353 | yes",
      "prod | 169.254.20.10        | UDP | 53   | no",  "all  | 169.254.20.10       | UDP | 53   | yes",
      "all  | 169.254.20.11        | UDP | 53   | no",  "all  | models/model-server | TCP | 8000 | yes",
      "all  | models/model-server  | TCP | 11434 | yes", "all | models/model-server | TCP | 22   | no",
      "all  | models               | TCP | 8000 | no",  "prod | models/model-server | TCP | 8000 | no",
      "prod | databases            | TCP | 5432 | yes", "prod | databases           | TCP | 6379 | yes",
      "dev  | databases            | TCP | 5432 | no",  "prod | default             | TCP | 5432 | no",
      "prod | monitoring           | TCP | 4318 | no",  "all  | monitoring          | TCP | 4318 | yes"})
  void letsOut(String overlay, String to, String protocol, int port, String may) {
    assertThat(new Reach(of(overlay), "Deployment").out(peer(to), protocol, port)).isEqualTo(may.equals("yes"));
  }

  @Test
  void letsTheMigrationOnlyToItsDatabase() {
    Reach job = new Reach(ALL, "Job");
    assertThat(job.out(peer("databases"), "TCP", 5432)).isTrue();
    assertThat(job.out(peer("kube-system"), "UDP", 53)).isTrue();
    assertThat(job.out(peer("models/model-server"), "TCP", 8000)).isFalse();
    assertThat(job.in(peer("agents/caller"), "TCP", 8080)).isFalse();
    assertThat(job.in(peer("ingress-nginx"), "TCP", 8080)).isFalse();
  }
}
