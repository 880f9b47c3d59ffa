package app.orqen.dashboard.requests;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A request's page tells why the provider's cache didn't have the beginning of its prompt. */
class CacheBreakWordsTest {

  private static String words(String reason, String usd) {
    ObjectNode row = JsonNodeFactory.instance.objectNode().put("id", "req_1").put("cache_break_reason", reason);
    row.put("cache_break_usd", usd == null ? null : new BigDecimal(usd));
    return RequestView.of(row, Map.of(), Instant.now()).cacheBreak();
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "client:ttl         | The cache's time had passed, or another one was asked for.",
      "client:model       | The client called another model.",
      "gateway:model      | The gateway called another model.",
      "gateway:credential | The gateway used another credential.",
      "client:tools       | The client sent other tools.",
      "gateway:tools      | Pruning chose other tools.",
      "client:system      | The client changed the instructions.",
      "client:message 3   | The client changed message 3."})
  void theReasonIsASentence(String reason, String sentence) {
    assertThat(words(reason, null)).isEqualTo(sentence);
  }

  @Test
  void itTellsTheCost() {
    assertThat(words("client:system", "0.5")).isEqualTo("The client changed the instructions, which cost $0.50 more.");
    assertThat(words(null, null)).isNull();
    ObjectNode row = JsonNodeFactory.instance.objectNode().put("cache_break_reason", "gateway:message 3");
    assertThat(RequestView.of(row, Map.of(), Instant.now()).cacheBreakPart()).isEqualTo("message 3, by the gateway");
  }
}
