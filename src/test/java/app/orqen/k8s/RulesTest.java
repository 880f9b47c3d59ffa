package app.orqen.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The alerts: each of one namespace, with a runbook that exists; and, where promtool is on the PATH, what they do with samples. */
class RulesTest {

  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  /** JSON is YAML too, without line breaks in the expressions. */
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path RULES = Path.of("k8s/components/monitoring/prometheusrule.yaml");

  @TempDir
  private Path folder;

  static JsonNode spec() throws IOException {
    return YAML.readTree(RULES.toFile()).path("spec");
  }

  static List<JsonNode> rules(String kind) throws IOException {
    return spec().path("groups").valueStream().flatMap(group -> group.path("rules").valueStream())
        .filter(rule -> rule.has(kind)).toList();
  }

  @Test
  void eachHasARunbookThatExists() throws IOException {
    String document = Files.readString(Path.of("docs/operate.md"));
    Set<String> headings = Pattern.compile("(?m)^#### (Orqen\\w+)$").matcher(document).results().map(found -> found.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
    List<JsonNode> alerts = rules("alert");
    assertThat(alerts.stream().map(alert -> alert.path("alert").asText())).containsExactlyInAnyOrderElementsOf(headings);
    assertThat(alerts).allSatisfy(alert -> {
      String name = alert.path("alert").asText();
      assertThat(alert.path("annotations").path("runbook_url").asText())
          .isEqualTo("docs/operate.md#" + name.toLowerCase(java.util.Locale.ROOT));
      String severity = alert.path("labels").path("severity").asText();
      assertThat(document).contains("#### " + name + "\n\n" + severity.substring(0, 1).toUpperCase(java.util.Locale.ROOT)
          + severity.substring(1) + ". ");
    });
  }

  /** One namespace that lives must not hide another, so every aggregation keeps the namespaces apart. */
  @Test
  void eachIsOfOneNamespace() throws IOException {
    Pattern aggregation = Pattern.compile("\\b(sum|min|max|count|group|avg)\\b\\s*(by \\(namespace[^)]*\\))?");
    for (String kind : List.of("alert", "record")) {
      assertThat(rules(kind)).allSatisfy(rule -> {
        var found = aggregation.matcher(rule.path("expr").asText());
        while (found.find()) {
          assertThat(found.group(2)).as(rule.path(kind).asText()).isNotNull();
        }
        if (kind.equals("alert")) {
          assertThat(rule.path("annotations").path("summary").asText()).contains("{{ $labels.namespace }}");
        }
      });
    }
  }

  /** A tenant's wrong provider key is a 424, and its own rate limit a 429. */
  @Test
  void aTenantsFaultIsNoAlarm() throws IOException {
    assertThat(rules("alert")).allSatisfy(alert -> assertThat(alert.path("expr").asText()).doesNotContain("4.."));
    assertThat(spec().toString()).doesNotContain("\\\"4", "424", "429", "401");
  }

  private String promtool(String rules, String... arguments) throws Exception {
    boolean there = Arrays.stream(System.getenv("PATH").split(":")).anyMatch(path -> Files.isExecutable(Path.of(path, "promtool")));
    assumeTrue(there, "promtool is not installed");
    Files.writeString(folder.resolve("rules.yaml"), rules);
    Files.copy(Path.of("src/test/resources/k8s/rules.test.yaml"), folder.resolve("rules.test.yaml"));
    ProcessBuilder builder = new ProcessBuilder("promtool").directory(folder.toFile()).redirectErrorStream(true);
    builder.command().addAll(List.of(arguments));
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.waitFor() + "\n" + said;
  }

  @Test
  void prometheusReadsThem() throws Exception {
    assertThat(promtool(JSON.writeValueAsString(spec()), "check", "rules", "rules.yaml")).startsWith("0\n");
  }

  @Test
  void prometheusDoesWhatTheyAreFor() throws Exception {
    assertThat(promtool(JSON.writeValueAsString(spec()), "test", "rules", "rules.test.yaml")).startsWith("0\n");
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "max by (namespace) (orqen_ready)            | max(orqen_ready)",
      "group by (namespace) (present_over_time(orqen_info[6h])) unless | group by (namespace) (orqen_info) unless",
      "14.4 * 0.001                                | 0.05", "14.4 * 0.001 | 0.0001",
      "rate(orqen_requests_total{status=\\\"503\\\",provider=\\\"none\\\"}[5m]) | rate(orqen_requests_total{status=\\\"502\\\"}[5m])",
      "> 6 * 0.001                                 | > 0.02", "> 0.5        | > 0.95",
      "orqen_memory_held_bytes / orqen_memory_limit_bytes) > 0.9 | orqen_memory_held_bytes / orqen_memory_limit_bytes) > 0.99",
      "orqen_changes_age_seconds) > 30             | orqen_changes_age_seconds) > 3000"})
  void theTestsBite(String from, String to) throws Exception {
    String rules = JSON.writeValueAsString(spec());
    String bad = rules.replace(from, to);
    assertThat(bad).isNotEqualTo(rules);
    assertThat(promtool(bad, "test", "rules", "rules.test.yaml")).startsWith("1\n");
  }
}
