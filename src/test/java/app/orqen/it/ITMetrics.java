package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.Eventually;
import app.orqen.it.support.Gateway;
import app.orqen.it.support.StandIn;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The table of metrics in docs/operate.md and what Prometheus reads are the same, names and labels. */
class ITMetrics {

  private static final Pattern ROW = Pattern.compile("(?m)^\\| `(orqen_[a-z_]+)` \\| ([^|]*)\\| ([^|]+)\\|$");
  private static final Pattern LABEL_NAME = Pattern.compile("`([a-z_]+)`");
  private static final Pattern SAMPLE = Pattern.compile("(?m)^(orqen_[a-z_]+?)(_bucket|_sum|_count|_max)?(\\{([^}]*)\\})? ");
  private static final Pattern LABEL = Pattern.compile("([a-z_]+)=\"");

  /** Rows whose last cell says that they are there only with a setting. */
  private static final Pattern CONDITIONAL = Pattern.compile("only with `[A-Z_]+`");

  @Test
  void theTableTellsWhatIsThere() throws Exception {
    String document = Files.readString(Path.of("docs/operate.md"));
    try (StandIn provider = new StandIn(); Gateway gateway = Gateway.start("orqen.providers.openai.base-url=" + provider.url())) {
      gateway.post("/v1/chat/completions", "{\"model\":\"echo/x\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");
      gateway.put("/v1/account/providers", "{\"provider\":\"openai\",\"api_key\":\"sk-canary-3311\"}");
      gateway.post("/v1/chat/completions", "{\"model\":\"openai/x\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");
      gateway.post("/v1/chat/completions", "{\"model\":\"openai/gpt-4o\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}");
      gateway.get("/v1/account/keys/none");
      // A request is counted after its answer is out.
      Map<String, Set<String>> scraped = Eventually.ask(() -> scraped(gateway.metrics()),
          metrics -> metrics.keySet().containsAll(unconditional(document)));
      assertThat(documented(document)).containsAllEntriesOf(scraped);
      assertThat(scraped.keySet()).containsAll(unconditional(document));
      // The stand-in's answer counts 9 and 2.
      assertThat(gateway.metrics()).contains(
          "orqen_tokens_total{model_family=\"other\",provider=\"openai\",type=\"input\"} 9.0",
          "orqen_tokens_total{model_family=\"other\",provider=\"openai\",type=\"output\"} 2.0",
          // At 2.5 and 10 US dollars a million.
          "orqen_cost_usd_total{model_family=\"gpt\",provider=\"openai\"} 4.25E-5",
          "orqen_unpriced_total{model_family=\"other\",provider=\"echo\"} 1.0",
          "orqen_refused_total{code=\"not_found\"} 1.0", "orqen_ready 1.0", "orqen_database_up 1.0",
          "orqen_request_duration_seconds_count{provider=\"openai\"} 2");
      assertThat(gateway.metrics().lines().filter(line -> line.startsWith("# HELP orqen_")))
          .hasSizeGreaterThan(20).allMatch(line -> line.matches("# HELP orqen_[a-z_]+ \\S.{9,}"));
    }
  }

  private static Map<String, Set<String>> documented(String document) {
    Map<String, Set<String>> metrics = new TreeMap<>();
    for (Matcher row = ROW.matcher(document); row.find(); ) {
      metrics.put(row.group(1), LABEL_NAME.matcher(row.group(2)).results().map(label -> label.group(1))
          .collect(Collectors.toCollection(TreeSet::new)));
    }
    assertThat(metrics).isNotEmpty();
    return metrics;
  }

  private static Set<String> unconditional(String document) {
    return ROW.matcher(document).results().filter(row -> !CONDITIONAL.matcher(row.group(3)).find())
        .map(row -> row.group(1)).collect(Collectors.toSet());
  }

  private static Map<String, Set<String>> scraped(String text) {
    Map<String, Set<String>> metrics = new TreeMap<>();
    for (Matcher sample = SAMPLE.matcher(text); sample.find(); ) {
      Set<String> labels = metrics.computeIfAbsent(sample.group(1), name -> new TreeSet<>());
      if (sample.group(4) != null) {
        LABEL.matcher(sample.group(4)).results().map(label -> label.group(1)).filter(name -> !name.equals("le"))
            .forEach(labels::add);
      }
    }
    return metrics;
  }
}
