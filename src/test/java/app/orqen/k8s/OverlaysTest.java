package app.orqen.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.util.FileSystemUtils;

/** Every overlay renders and keeps the rules, and each rule notices when it is broken. */
class OverlaysTest {

  private static final Path OVERLAYS = Path.of("k8s/overlays");
  private static final Settings SETTINGS = Settings.read();
  /** Production with every component, as an operator takes in those that are comments there. */
  static final String ALL = Kustomize.render(withEveryComponent());

  private static Path withEveryComponent() {
    Path copy = Path.of("target/k8s/all");
    try {
      FileSystemUtils.deleteRecursively(copy);
      FileSystemUtils.copyRecursively(Path.of("k8s"), copy.resolve("k8s"));
      FileSystemUtils.copyRecursively(Path.of("routes"), copy.resolve("routes"));
      Path prod = copy.resolve("k8s/overlays/prod");
      Path file = prod.resolve("kustomization.yaml");
      Files.writeString(file, Files.readString(file).replace("# - ../../components", "- ../../components"));
      return prod;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Stream<Path> overlays() throws IOException {
    try (Stream<Path> folders = Files.list(OVERLAYS)) {
      return folders.sorted().toList().stream();
    }
  }

  static List<String> check(String rendered) {
    Manifests manifests = Manifests.parse(rendered);
    return Stream.of(SchemaRules.check(manifests), PodRules.check(manifests, SETTINGS),
        ServingRules.check(manifests, SETTINGS), SettingRules.check(manifests, SETTINGS), OrderRules.check(manifests)).flatMap(List::stream).toList();
  }

  @ParameterizedTest
  @MethodSource("overlays")
  void keepsTheRules(Path overlay) {
    assertThat(check(Kustomize.render(overlay))).isEmpty();
  }

  @Test
  void keepsTheRulesWithEveryComponent() throws IOException {
    assertThat(check(ALL)).isEmpty();
    assertThat(Manifests.parse(ALL).ofKind("Job")).hasSize(1);
    assertThat(overlays()).hasSizeGreaterThanOrEqualTo(2);
  }

  @Test
  void listsEveryRoute() throws IOException {
    var listed = new ObjectMapper(new YAMLFactory()).readTree(Path.of("routes/kustomization.yaml").toFile())
        .path("configMapGenerator").path(0).path("files");
    try (Stream<Path> files = Files.list(Path.of("routes"))) {
      assertThat(Manifests.texts(listed)).containsExactlyInAnyOrderElementsOf(
          files.map(file -> file.getFileName().toString()).filter(file -> file.endsWith(".camel.yaml")).toList());
    }
  }

  @Test
  void rollsThePodsWhenARouteChanges() {
    var mounted = Manifests.parse(ALL).ofKind("Deployment").get(0).findValues("configMap").get(0).path("name").asText();
    assertThat(mounted).matches("orqen-routes-[a-z0-9]{10}");
    assertThat(Manifests.parse(ALL).has("ConfigMap", mounted)).isTrue();
  }

  static Stream<Path> parts() throws IOException {
    try (Stream<Path> components = Files.list(Path.of("k8s/components"))) {
      return Stream.concat(Stream.of(Path.of("k8s/base")), components.sorted().toList().stream());
    }
  }

  @ParameterizedTest
  @MethodSource("parts")
  void everyPartIsUsed(Path part) throws IOException {
    try (Stream<Path> files = Files.list(part)) {
      String kustomization = Files.readString(part.resolve("kustomization.yaml"));
      files.map(file -> file.getFileName().toString()).filter(file -> !file.equals("kustomization.yaml"))
          .forEach(file -> assertThat(kustomization).contains(file));
    }
    String prod = Files.readString(OVERLAYS.resolve("prod/kustomization.yaml"));
    assertThat(part.endsWith("base") || prod.contains("- ../../components/" + part.getFileName() + "\n")).isTrue();
    assertThat(Files.readString(Path.of("k8s/README.md"))).contains("`" + part.getFileName() + "`");
  }

  /** A component that comes after the Job would have its objects in the wave of the pods, and the Job would wait for them. */
  @Test
  void takesTheMigrationLast() throws IOException {
    List<String> components = Files.readAllLines(OVERLAYS.resolve("prod/kustomization.yaml")).stream()
        .filter(line -> line.contains("- ../../components/")).toList();
    assertThat(components.get(components.size() - 1)).contains("database-migration");
  }

  /** Secrets from files get a name by their content, so that a changed key is a rollout. */
  @Test
  void rollsThePodsWhenASecretFromFilesChanges() throws IOException {
    assertThat(secretOf("canary-one")).matches("orqen-secrets-[a-z0-9]{10}").isNotEqualTo(secretOf("canary-two"));
    assertThat(Manifests.parse(ALL).ofKind("Deployment").get(0).path("metadata").path("annotations")
        .path("secret.reloader.stakater.com/reload").asText()).isEqualTo("orqen-secrets");
  }

  /** The Secret that the pods mount when an overlay makes it as k8s/README.md says. */
  private static String secretOf(String token) throws IOException {
    Path tree = Path.of("target/k8s/secrets");
    FileSystemUtils.deleteRecursively(tree);
    FileSystemUtils.copyRecursively(Path.of("k8s"), tree.resolve("k8s"));
    FileSystemUtils.copyRecursively(Path.of("routes"), tree.resolve("routes"));
    Path overlay = Files.createDirectories(tree.resolve("k8s/overlays/mine"));
    String readme = Files.readString(Path.of("k8s/README.md"));
    int begin = readme.indexOf("secretGenerator:");
    String generator = readme.substring(begin, readme.indexOf("```", begin));
    Files.writeString(Files.createDirectories(overlay.resolve("secrets")).resolve("ORQEN_ADMIN_TOKEN"), token);
    Files.writeString(overlay.resolve("secrets/ORQEN_VAULT_KEYS"), "canary");
    Files.writeString(overlay.resolve("kustomization.yaml"), "resources: [../../base]\n" + generator);
    return Manifests.parse(Kustomize.render(overlay)).ofKind("Deployment").get(0).findValues("secretName").get(0).asText();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
      "schema     | failureThreshold: 330            | failureTreshold: 330",
      "schema     | runAsUser: 10001                 | runAsUser: abc",
      "schema     | maxSurge: 1                      | maxSurg: 1",
      "schema     | apiVersion: policy/v1            | apiVersion: policy/v1beta1",
      "schema     | interval: 15s                    | intervall: 15s",
      "schema     | secretKey: ORQEN_REDIS_URL       | secretkey: ORQEN_REDIS_URL",
      "schema     | alert: OrqenAway                 | alarm: OrqenAway",
      "probes     | startupProbe:                    | x-startupProbe:",
      "probes     | path: /actuator/health/readiness | path: /actuator/health",
      "probes     | failureThreshold: 330            | failureThreshold: 6",
      "resources  | cpu: 500m                        | cpus: 500m",
      "resources  | limits:\\n            memory: 1Gi | limits:\\n            memory: 2Gi",
      "resources  | limits:                          | limits:\\n            cpu: 1",
      "security   | runAsNonRoot: true               | runAsNonRoot: false",
      "security   | runAsUser: 10001                 | runAsUser: 0",
      "security   | readOnlyRootFilesystem: true     | readOnlyRootFilesystem: false",
      "security   | allowPrivilegeEscalation: false  | allowPrivilegeEscalation: true",
      "security   | - ALL                            | - NET_RAW",
      "security   | type: RuntimeDefault             | type: Unconfined",
      "security   | enableServiceLinks: false        | hostNetwork: true",
      "security   | automountServiceAccountToken: false\\n      containers | containers",
      "volumes    | name: data\\n      enable        | name: date\\n      enable",
      "volumes    | sizeLimit: 1Gi                   | medium: ''",
      "volumes    | emptyDir:\\n          sizeLimit: 1Gi | hostPath:\\n          path: /",
      "drain      | terminationGracePeriodSeconds: 330 | terminationGracePeriodSeconds: 320",
      "drain      | seconds: 15                      | seconds: 1",
      "drain      | ORQEN_REPLICAS:                  | ORQEN_SHUTDOWN_DRAIN: 10m\\n  ORQEN_REPLICAS:",
      "memory     | -XX:+ExitOnOutOfMemoryError      | -Xss1m",
      "memory     | -XX:MaxRAMPercentage=50          | -Xss1m",
      "ports      | containerPort: 8081              | containerPort: 9876",
      "ports      | targetPort: mgmt                 | targetPort: management",
      "ports      | name: mgmt\\n    port: 8081       | name: admin\\n    port: 8081",
      "selectors  | app.kubernetes.io/component: gateway | app.kubernetes.io/component: gatewey",
      "selectors  | selector:\\n    app.kubernetes.io/component: gateway | selector:",
      "rollout    | maxUnavailable: 0                | maxUnavailable: 1",
      "rollout    | maxUnavailable: 1                | maxUnavailable: 0",
      "rollout    | maxReplicas: 12                  | maxReplicas: 13",
      "rollout    | revisionHistoryLimit: 5          | revisionHistoryLimit: 5\\n  replicas: 3",
      "rollout    | topologySpreadConstraints:       | x-spread:",
      "rollout    | jdbc:postgresql:                 | jdbc:h2:",
      "network    | - 169.254.0.0/16                 | - 169.254.0.0/17",
      "network    | enforce: restricted              | enforce: baseline",
      "network    | - Ingress\\n                      | - Egress\\n",
      "network    | - from:                          | - x-from:",
      "schema     | backendRequest: 0s               | backendRequests: 0s",
      "gateway    | backendRequest: 0s               | backendRequest: 10s",
      "gateway    | name: orqen\\n      port: 80     | name: orqen\\n      port: 81",
      "order      | argocd.argoproj.io/hook: Sync    | argocd.argoproj.io/hook: PreSync",
      "order      | sync-wave: `-2`                  | sync-wave: `0`",
      "order      | sync-wave: `-1`                  | sync-wave: `1`",
      "network    | port: 4318                       | port: 4317",
      "network    | collector.monitoring.svc         | collector.telemetry.svc",
      "network    | port: 5432                       | port: 5433",
      "settings   | ORQEN_TRACING                    | ORQEN_TRACES",
      "ingress    | proxy-buffering: `off`           | proxy-buffering: `on`",
      "ingress    | proxy-read-timeout: `1800`       | proxy-read-timeout: `60`",
      "ingress    | tls:                             | x-tls:",
      "image      | @sha256:                         | :latest #",
      "settings   | ORQEN_REPLICAS                   | ORQEN_REPLIKAS",
      "settings   | ORQEN_DATABASE_MIGRATE           | ORQEN_DATABASE_MIGRATES",
      "settings   | secretKey: ORQEN_ADMIN_TOKEN     | secretKey: ORQEN_ADMINTOKEN",
      "settings   | ORQEN_REPLICAS:                  | ORQEN_PROVIDERS_NOBODY_BASE_URL: x\\n  ORQEN_REPLICAS:",
      "references | configMapRef:\\n            name: orqen-env- | configMapRef:\\n            name: orqen-environment-",
      "references | secretName: orqen-secrets        | secretName: orqen-keys",
      "references | serviceAccountName: orqen        | serviceAccountName: default",
      "references | kind: Deployment\\n    name: orqen | kind: Deployment\\n    name: gateway",
      "references | secretName: orqen-tls            | secretName: tls",
      "secrets    | ORQEN_REPLICAS:                  | ORQEN_ADMIN_TOKEN: x\\n  ORQEN_REPLICAS:",
      "secrets    | support@example.com              | sk-abcdefgh12345678",
      "secrets    | //postgres.databases             | //orqen:orqen@postgres.databases",
      "secrets    | secretKey: ORQEN_VAULT_KEYS      | secretKey: ORQEN_LOG_LEVEL",
      "secrets    | - configMapRef:                  | - secretRef:",
      "secrets    | kind: ServiceAccount             | kind: Secret"})
  void bites(String rule, String from, String to) {
    String old = from.replace("\\n", "\n").replace('`', '"');
    String broken = to.replace("\\n", "\n").replace('`', '"');
    // Labels agree when all of them change; one of them has to be another.
    String bad = rule.equals("selectors") ? ALL.replaceFirst(Pattern.quote(old), broken) : ALL.replace(old, broken);
    assertThat(bad).isNotEqualTo(ALL);
    assertThat(check(bad)).anyMatch(fault -> fault.startsWith(rule + ":"));
  }
}
