package app.orqen.tools;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.tools.rank.Routing;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The engine as the gateway starts it. */
class EngineStartTest {

  @Test
  void theFirstRequestIsPruned() {
    ToolPruner pruner = ToolPruner.create(new PrunerSettings(Duration.ofMinutes(1), false, 16, 100, 1_000));

    PruneResult result =
        pruner.prune(Requests.openAi(ToolPolicy.OPEN, null, "what does t7 do?", Requests.names(60)));

    assertThat(result.failure()).isNull();
    assertThat(result.routing()).isEqualTo(Routing.KEYWORD);
    assertThat(result.forwarded()).contains("t7").hasSizeLessThanOrEqualTo(8);
  }
}
