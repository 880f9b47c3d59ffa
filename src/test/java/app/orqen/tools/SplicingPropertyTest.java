package app.orqen.tools;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.tools.PruneResult.Change;
import app.orqen.tools.read.ExampleCuts;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever a client sends, the body stays JSON, and every tool that goes on keeps its bytes but for the examples. */
class SplicingPropertyTest {

  private static final int ROUNDS = 60;

  private final ToolPruner pruner =
      PrunerFactory.build(PrunerSettings.DEFAULTS, () -> null, Runnable::run, () -> 0);

  static LongStream seeds() {
    return LongStream.range(0, 20);
  }

  @ParameterizedTest(name = "seed {0}")
  @MethodSource("seeds")
  void splicedBodiesAreValidAndToolsKeepTheirBytes(long seed) {
    Random random = new Random(seed);
    for (int round = 0; round < ROUNDS; round++) {
      for (WireShape shape : WireShape.values()) {
        check(shape, new RandomBody(random, shape), policy(random));
      }
    }
  }

  private void check(WireShape shape, RandomBody body, ToolPolicy policy) {
    PruneRequest request = Requests.ofBytes(shape, body.text().getBytes(StandardCharsets.UTF_8), policy, null);

    PruneResult result = pruner.prune(request);

    assertThat(result.failure()).as(body.text()).isNull();
    if (result.change() == Change.REMOVED) {
      assertThat(result.forwarded()).isEmpty();
      return;
    }
    byte[] spliced = Requests.spliced(request, result);
    assertThat(Requests.toolsIn(shape, spliced)).as(body.text()).hasSize(result.toolsOut());
    String text = new String(spliced, StandardCharsets.UTF_8);
    assertThat(text).doesNotContain(ExampleCuts.EXAMPLES);
    for (RandomBody.Tool tool : body.tools()) {
      assertThat(text.contains(tool.withoutExamples()))
          .as("%s in %s", tool.name(), body.text())
          .isEqualTo(result.forwarded().contains(tool.name()));
    }
    assertThat(text).startsWith(body.before()).endsWith(body.after());
    if (policy.hasBoundary()) {
      assertThat(result.forwarded()).allMatch(policy::permits);
    } else if (!body.tools().isEmpty()) {
      assertThat(result.forwarded()).isNotEmpty();
    }
  }

  private static ToolPolicy policy(Random random) {
    List<String> some = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      some.add("tool" + random.nextInt(30) + (random.nextInt(4) == 0 ? "*" : ""));
    }
    return new ToolPolicy(
        random.nextBoolean() ? null : 1 + random.nextInt(12),
        random.nextInt(5) == 0 ? some : null,
        random.nextInt(4) == 0 ? some.subList(0, 1) : null,
        random.nextInt(4) == 0 ? some.subList(1, 3) : null,
        random.nextInt(6) == 0);
  }
}
