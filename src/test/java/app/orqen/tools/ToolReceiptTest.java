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

  private ToolReceipt receipt(ToolPolicy policy, String tools) {
    return new ToolReceipt(policy, pruner.prune(Requests.of(WireShape.OPENAI, "{'messages':[],'tools':" + tools + "}", policy, "s")));
  }

  @Test
  void aProvidersToolIsCalledByItsOneName() {
    ToolReceipt receipt = receipt(new ToolPolicy(null, List.of("web_search_2*", "computer_use_preview"), List.of("rm"), null, false),
        "[{'type':'web_search_2025_08_26'},{'type':'computer_use_preview'}]");

    assertThat(receipt.verdict("web_search")).isEqualTo(Verdict.FORWARDED);
    assertThat(receipt.verdict("computer")).isEqualTo(Verdict.FORWARDED);
    assertThat(receipt.verdict("file_search")).isEqualTo(Verdict.DENIED);
  }

  @Test
  void aCallWithoutItsNamespaceIsTheOneToolThatItCanMean() {
    ToolReceipt receipt = receipt(new ToolPolicy(null, List.of("a__*", "b__*"), List.of("rm"), null, false),
        "[{'type':'namespace','name':'a','tools':[{'type':'function','name':'x'},{'type':'function','name':'y'},{'type':'function','name':'rm'}]},"
            + "{'type':'namespace','name':'b','tools':[{'type':'function','name':'y'}]},{'type':'function','name':'z'}]");

    assertThat(receipt.verdict("x")).isEqualTo(Verdict.FORWARDED);
    assertThat(receipt.verdict("y")).as("two have this name").isEqualTo(Verdict.DENIED);
    assertThat(receipt.verdict("rm")).as("the list denies this name").isEqualTo(Verdict.DENIED);
    assertThat(receipt.verdict("z")).isEqualTo(Verdict.DENIED);
  }

  private ToolReceipt receipt(ToolPolicy policy) {
    return new ToolReceipt(policy, pruner.prune(Requests.openAi(policy, "s", "hi", "a", "b", "c")));
  }
}
