package app.orqen.auto.task;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * How often the tier that the text leads to is the one that the writer of the 200 prompts expects. The rules and their words were
 * tuned on the prompts with an odd number; those with an even number were only counted.
 */
class ComplexityTest {

  private static final double FLOOR = 0.87;
  private static final double FLOOR_HELD_BACK = 0.84;
  /** A simple task that goes to a large model is dear, a complex one that goes to a small model is wrong. */
  private static final double MOST_FAR_OFF = 0.02;

  private static double accuracy(List<Prompt> prompts) {
    return prompts.stream().filter(prompt -> prompt.read().complexity().tier() == prompt.tier()).count() / (double) prompts.size();
  }

  private static List<Prompt> half(List<Prompt> all, int rest) {
    List<Prompt> half = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      if (i % 2 == rest) {
        half.add(all.get(i));
      }
    }
    return half;
  }

  @Test
  void theTierIsTheExpectedOneOftenEnough() throws IOException {
    List<Prompt> all = Prompt.all();
    List<Prompt> tuned = half(all, 0);
    List<Prompt> heldBack = half(all, 1);
    System.out.printf("complexity: %.1f %% of %d prompts, %.1f %% of the half that was tuned on, %.1f %% of the half held back%n",
        100 * accuracy(all), all.size(), 100 * accuracy(tuned), 100 * accuracy(heldBack));
    by("kind", Prompt::kind, all);
    by("tier", prompt -> "" + prompt.tier(), all);
    by("English", prompt -> "" + prompt.language().equals("en"), all);

    assertThat(all).hasSize(200);
    assertThat(accuracy(all)).isGreaterThanOrEqualTo(FLOOR);
    assertThat(accuracy(heldBack)).isGreaterThanOrEqualTo(FLOOR_HELD_BACK);
    assertThat(all.stream().filter(prompt -> Math.abs(prompt.read().complexity().tier() - prompt.tier()) == 2).count() / 200.0)
        .isLessThanOrEqualTo(MOST_FAR_OFF);
  }

  private static void by(String what, Function<Prompt, String> property, List<Prompt> all) {
    TreeMap<String, List<Prompt>> groups = new TreeMap<>();
    all.forEach(prompt -> groups.computeIfAbsent(property.apply(prompt), any -> new ArrayList<>()).add(prompt));
    groups.forEach((value, prompts) -> System.out.printf("  %s %-10s %3d prompts, %.1f %%%n", what, value, prompts.size(), 100 * accuracy(prompts)));
  }
}
