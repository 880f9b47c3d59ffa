package app.orqen.vault;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which of a provider's credentials a request tries, and in which order. */
class CredentialOrderTest {

  private final StoredCredential one = Rows.of("one", 1);
  private final StoredCredential three = Rows.of("three", 3);
  private final StoredCredential six = Rows.of("six", 6);
  private final List<StoredCredential> all = List.of(one, three, six);
  /** The same numbers each time, so that a share can't differ from run to run. */
  private final RandomGenerator random = new Random(7);

  private List<String> order(String wanted) {
    return CredentialOrder.of(all, () -> wanted, random).stream().map(StoredCredential::name).toList();
  }

  private Map<String, Long> firsts(int draws) {
    return IntStream.range(0, draws).mapToObj(i -> order(null).get(0))
        .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
  }

  @Test
  void theFirstIsDrawnByWeight() {
    Map<String, Long> firsts = firsts(10_000);
    assertThat(firsts.get("one")).isBetween(900L, 1100L);
    assertThat(firsts.get("three")).isBetween(2800L, 3200L);
    assertThat(firsts.get("six")).isBetween(5800L, 6200L);
  }

  @Test
  void eachIsTriedOnce() {
    assertThat(order(null)).containsExactlyInAnyOrder("one", "three", "six");
    assertThat(order("one")).hasSize(3).startsWith("one").containsExactlyInAnyOrder("one", "three", "six");
    assertThat(order("gone")).containsExactlyInAnyOrder("one", "three", "six");
  }

  @Test
  void skippedOnesAreLeftOut() {
    six.health().refused();
    assertThat(firsts(1000)).containsOnlyKeys("one", "three");
    three.health().limited(Duration.ofMinutes(1));
    assertThat(order("three")).containsExactly("one");
    six.health().works();
    assertThat(order(null)).containsExactlyInAnyOrder("one", "six");
  }

  @Test
  void ofSkippedOnesTheSoonestIsTried() {
    one.health().limited(Duration.ofMinutes(2));
    three.health().broken(Duration.ofSeconds(10));
    six.health().refused();
    assertThat(order(null)).containsExactly("three");
  }

  @Test
  void anOnlyOneIsTriedWhateverItsState() {
    one.health().refused();
    assertThat(CredentialOrder.of(List.of(one), null, random)).containsExactly(one);
  }
}
