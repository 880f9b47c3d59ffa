package app.orqen.it;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.it.support.PolicyGateway;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What Codex's catalogue says of policies and of {@code orqen/*}. */
class ITPolicyCatalogue {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Codex sends other tools for a name that it doesn't know. What it is told of a name, each of its targets can do. */
  @Test
  void codexIsToldOfNamesToo() throws Exception {
    try (PolicyGateway two = new PolicyGateway("openai/gpt-5.5", "groq/openai/gpt-oss-120b", "codex", "gpt-5.5")) {
      Map<String, JsonNode> entries = entries(two);
      assertThat(entries).containsKeys("codex", "pair", "orqen/auto", "openai/gpt-5.5").doesNotContainKey("gpt-5.5");
      JsonNode codex = entries.get("codex");
      JsonNode wide = entries.get("openai/gpt-5.5");
      JsonNode narrow = entries.get("groq/openai/gpt-oss-120b");
      assertThat(codex.path("context_window").asInt()).isEqualTo(131_072).isLessThan(wide.path("context_window").asInt());
      assertThat(codex.path("supported_reasoning_levels")).isEqualTo(narrow.path("supported_reasoning_levels")).isNotEmpty();
      assertThat(codex.path("input_modalities")).isEqualTo(narrow.path("input_modalities")).hasSize(1);
      assertThat(codex.path("shell_type")).isEqualTo(wide.path("shell_type"));
      JsonNode auto = entries.get("orqen/auto");
      assertThat(auto.path("context_window").asInt()).isGreaterThanOrEqualTo(wide.path("context_window").asInt());
      assertThat(auto.path("input_modalities")).hasSize(2);
      two.allow("[\"openai/*\"]");
      assertThat(entries(two).get("codex").path("context_window")).isEqualTo(wide.path("context_window"));
    }
  }

  private static Map<String, JsonNode> entries(PolicyGateway two) throws IOException {
    Map<String, JsonNode> entries = new TreeMap<>();
    JSON.readTree(two.gateway.get("/v1/models?client_version=0.171.0").body()).path("models")
        .forEach(model -> entries.put(model.path("slug").asText(), model));
    return entries;
  }
}
