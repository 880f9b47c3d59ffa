package app.orqen.usage;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.catalogue.ModelTable;
import app.orqen.cost.Tariff;
import app.orqen.inbound.Inbound;
import app.orqen.inbound.Outcome;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

class SessionShareTest {

  @ParameterizedTest
  @CsvSource({"chat, 1", "embeddings, 1", "count_tokens, 0", "response, 0"})
  void onlyCallsOfModelsCount(String operation, long calls) {
    Inbound inbound = new Inbound(new MockHttpServletRequest("POST", "/v1/messages"), new MockHttpServletResponse(), "/v1/messages",
        Duration.ZERO);
    Outcome outcome = inbound.outcome();
    outcome.asked(operation, false, "session");
    outcome.bill().calling(Tariff.of(new ModelTable(), "openai", "openai", "gpt-4o", null, 1));

    assertThat(UsageRow.session(inbound, outcome, operation).calls()).isEqualTo(calls);
  }
}
