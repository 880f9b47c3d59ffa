package app.orqen.tools;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.tools.embed.QueryVectors;
import app.orqen.tools.embed.ToolVectors;
import app.orqen.tools.rank.HybridRanker;
import app.orqen.tools.rank.Prior;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which tools come together in an account's conversations. */
class CalledTogetherTest {

  private final CalledTogether calls = new CalledTogether(() -> 0);

  @Test
  void callsAreCountedOnceAConversationAndByAccount() {
    calls.called("a", "find_film", List.of());
    calls.called("a", "film_details", List.of("find_film"));
    calls.called("a", "film_details", List.of("find_film", "film_details"));
    calls.called("a", "find_film", Set.of());

    Prior prior = calls.of("a");
    assertThat(prior.together("find_film", "film_details")).isEqualTo(1 / 3.0);
    assertThat(prior.together("film_details", "find_film")).isEqualTo(0.5);
    assertThat(prior.together("find_film", "other")).isZero();
    assertThat(calls.of("b")).isSameAs(Prior.NONE);
  }

  @Test
  void whatIsKeptIsBounded() {
    List<String> many = IntStream.range(0, 500).mapToObj(i -> "t" + i).toList();
    many.forEach(tool -> calls.called("a", tool, List.of("t499")));
    calls.called("a", "last", many);

    Prior prior = calls.of("a");
    assertThat(many.stream().filter(tool -> prior.together(tool, "t499") > 0).count()).isLessThan(200);
    assertThat(many.stream().filter(tool -> prior.together("last", tool) > 0).count()).isEqualTo(32);
  }

  /** Nothing in the sentence is like the second tool. */
  @Test
  void aToolThatComesWithTheBestOneIsForwarded() {
    ToolPruner pruner = PrunerFactory.build(PrunerSettings.DEFAULTS,
        new HybridRanker(new ToolVectors(() -> null, 1, Runnable::run), new QueryVectors(0, 1)), () -> 0);
    ToolPolicy two = new ToolPolicy(2, null, null, null, false);
    String[] tools = {"apple", "pear", "plum", "cherry", "quince", "fig", "invoice"};

    assertThat(pruner.prune(Requests.openAi(two, "s1", "the invoice of May", tools)).forwarded()).contains("invoice").doesNotContain("fig");
    for (int i = 0; i < 5; i++) {
      pruner.called("account-1", "invoice", List.of());
      pruner.called("account-1", "fig", List.of("invoice"));
    }
    assertThat(pruner.prune(Requests.openAi(two, "s2", "the invoice of May", tools)).forwarded()).containsExactlyInAnyOrder("invoice", "fig");
  }
}
