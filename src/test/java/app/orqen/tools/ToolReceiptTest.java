package app.orqen.tools;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.tools.ToolReceipt.Verdict;
import app.orqen.tools.rank.Ranking;
import app.orqen.tools.rank.Routing;
import java.util.List;
import org.junit.jupiter.api.Test;

class ToolReceiptTest {

  private final ToolPruner pruner =
      PrunerFactory.build(
          PrunerSettings.DEFAULTS,
          (tools, conversation, budget) -> Ranking.of(new double[tools.size()], Routing.KEYWORD, false),
          () -> 0);

  @Test
  void tellsForwardedPrunedDeniedAndUnknownApart() {
    ToolReceipt receipt = receipt(new ToolPolicy(1, null, List.of("c", "never*"), null, false));

    assertThat(receipt.verdict("a")).isEqualTo(Verdict.FORWARDED);
    assertThat(receipt.verdict("b")).isEqualTo(Verdict.PRUNED);
    assertThat(receipt.verdict("c")).isEqualTo(Verdict.DENIED);
    assertThat(receipt.verdict("never_offered")).isEqualTo(Verdict.DENIED);
    assertThat(receipt.verdict("made_up")).isEqualTo(Verdict.UNKNOWN);
  }

  @Test
  void shadowTellsWhatWouldHaveBeenMissed() {
    ToolReceipt receipt = receipt(new ToolPolicy(1, null, null, null, true));

    assertThat(receipt.verdict("b")).isEqualTo(Verdict.FORWARDED);
    assertThat(receipt.wouldHaveMissed("b")).isTrue();
    assertThat(receipt.wouldHaveMissed("a")).isFalse();
  }

  private ToolReceipt receipt(ToolPolicy policy) {
    return new ToolReceipt(policy, pruner.prune(Requests.openAi(policy, "s", "hi", "a", "b", "c")));
  }
}
