package app.orqen.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Eventually;
import app.orqen.it.support.Gateway;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Alerts, dashboard and autoscaler name what the running gateway exports. */
class ITMonitoring {

  private static final Path MONITORING = Path.of("k8s/components/monitoring");
  private static final ObjectMapper YAML = new ObjectMapper(new YAMLFactory());
  private static final ObjectMapper JSON = new ObjectMapper();
  private static MetricRules rules;

  @BeforeAll
  static void scrape() throws Exception {
    try (Gateway gateway = Gateway.start()) {
      gateway.post("/v1/chat/completions", "{\"model\":\"echo/x\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
      // A request is counted after its answer is out.
      rules = new MetricRules(Eventually.ask(gateway::metrics, scrape -> scrape.contains("orqen_overhead_seconds_bucket{")));
    }
  }

  @Test
  void alertsNameWhatIsExported() throws IOException {
    List<JsonNode> alerts = YAML.readTree(MONITORING.resolve("prometheusrule.yaml").toFile())
        .path("spec").path("groups").path(0).path("rules").valueStream().toList();
    assertThat(alerts).hasSizeGreaterThan(5).allSatisfy(alert -> {
      assertThat(rules.check(alert.path("expr").asText())).as(alert.path("alert").asText()).isEmpty();
      assertThat(alert.path("annotations").path("summary").asText()).isNotBlank();
      assertThat(alert.path("annotations").path("description").asText()).isNotBlank();
      assertThat(alert.path("labels").path("severity").asText()).isIn("critical", "warning");
    });
    assertThat(alerts.stream().map(alert -> alert.path("alert").asText())).doesNotHaveDuplicates();
  }

  @Test
  void panelsNameWhatIsExported() throws IOException {
    JsonNode dashboard = JSON.readTree(MONITORING.resolve("orqen.json").toFile());
    List<JsonNode> panels = dashboard.path("panels").valueStream().toList();
    assertThat(panels).hasSizeGreaterThan(5).allSatisfy(panel -> {
      assertThat(panel.path("title").asText()).isNotBlank();
      assertThat(panel.path("targets").valueStream()).isNotEmpty().allSatisfy(target ->
          assertThat(rules.check(target.path("expr").asText())).as(panel.path("title").asText()).isEmpty());
    });
    assertThat(panels.stream().map(panel -> panel.path("id").asInt())).doesNotHaveDuplicates();
    Set<String> variables = Set.copyOf(dashboard.path("templating").path("list").findValuesAsText("name"));
    assertThat(variables).containsExactlyInAnyOrder("datasource", "namespace", "provider");
    assertThat(dashboard.path("templating").path("list").valueStream()
        .map(variable -> variable.path("query").path("query").asText()).filter(query -> !query.isEmpty()))
        .allSatisfy(query -> assertThat(rules.has(query.replaceAll("label_values\\((\\w+),.*", "$1"))).isTrue());
  }

  @Test
  void theAutoscalerLooksAtWhatIsExported() throws IOException {
    JsonNode scaler = YAML.readTree(Path.of("k8s/components/autoscaling/hpa.yaml").toFile());
    assertThat(scaler.findValue("pods").path("metric").path("name").asText()).satisfies(name ->
        assertThat(rules.has(name)).isTrue());
  }
}
