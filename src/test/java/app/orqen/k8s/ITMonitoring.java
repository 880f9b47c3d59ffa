package app.orqen.k8s;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Eventually;
import app.orqen.it.support.Gateway;
import app.orqen.it.support.StandIn;
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
    try (StandIn provider = new StandIn(); Gateway gateway = Gateway.start("orqen.providers.openai.base-url=" + provider.url())) {
      gateway.post("/v1/chat/completions", "{\"model\":\"echo/x\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
      gateway.put("/v1/account/providers", "{\"provider\":\"openai\",\"api_key\":\"sk-canary-3310\"}");
      gateway.post("/v1/chat/completions", "{\"model\":\"openai/x\",\"messages\":[{\"role\":\"user\",\"content\":\"Hi\"}]}");
      gateway.get("/v1/account/keys/none");
      // A collection, for what is left after one.
      System.gc();
      // A request is counted after its answer is out.
      rules = new MetricRules(Eventually.ask(gateway::metrics, scrape -> scrape.contains("orqen_overhead_seconds_bucket{")
          && scrape.contains("orqen_refused_total{")));
      RulesTest.rules("record").forEach(rule -> rules.record(rule.path("record").asText(), Set.of()));
    }
  }

  @Test
  void alertsNameWhatIsExported() throws IOException {
    List<JsonNode> alerts = RulesTest.rules("alert");
    assertThat(RulesTest.rules("record")).hasSize(4).allSatisfy(record ->
        assertThat(rules.check(record.path("expr").asText())).as(record.path("record").asText()).isEmpty());
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
    assertThat(dashboard.path("panels").findValuesAsText("id")).doesNotHaveDuplicates();
    List<JsonNode> panels = dashboard.path("panels").valueStream()
        .filter(panel -> !panel.path("type").asText().equals("row")).toList();
    assertThat(dashboard.path("panels").size() - panels.size()).as("rows").isEqualTo(6);
    assertThat(panels).hasSizeGreaterThan(5).allSatisfy(panel -> {
      assertThat(panel.path("title").asText()).isNotBlank();
      assertThat(panel.path("targets").valueStream()).isNotEmpty().allSatisfy(target ->
          assertThat(rules.check(target.path("expr").asText())).as(panel.path("title").asText()).isEmpty());
    });
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

  /** The adapter's rule gives the autoscaler the metric that it asks for, out of one that is exported. */
  @Test
  void theAdapterServesWhatTheAutoscalerAsksFor() throws IOException {
    JsonNode rule = YAML.readTree(Path.of("k8s/components/autoscaling/adapter-values.yaml").toFile())
        .path("rules").path("custom").path(0);
    String series = rule.path("seriesQuery").asText();
    assertThat(rules.check(series)).isEmpty();
    String metric = series.replaceAll("\\{.*", "");
    assertThat(metric.replaceAll(rule.path("name").path("matches").asText(), rule.path("name").path("as").asText())).isEqualTo(
        YAML.readTree(Path.of("k8s/components/autoscaling/hpa.yaml").toFile()).findValue("pods").path("metric").path("name").asText());
    assertThat(rule.path("resources").path("overrides").properties().stream().map(java.util.Map.Entry::getKey))
        .containsExactlyInAnyOrder("namespace", "pod");
  }
}
