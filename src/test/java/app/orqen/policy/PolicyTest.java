package app.orqen.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyTest {

  private static final String TARGETS = "anthropic/claude-sonnet-5\n\n  bedrock/us.anthropic.claude-sonnet-5 weight 3\nopenai/a/b\n";

  private static Policy policy(String... namesAndValues) {
    Map<String, String> parameters = new TreeMap<>(Map.of("targets", TARGETS));
    for (int i = 0; i < namesAndValues.length; i += 2) {
      parameters.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return Policy.parse("smart", parameters);
  }

  @Test
  void whatIsNotSaidIsUsual() {
    Plan plan = policy().plan();
    assertThat(plan.targets()).extracting(WeightedTarget::name)
        .containsExactly("anthropic/claude-sonnet-5", "bedrock/us.anthropic.claude-sonnet-5", "openai/a/b");
    assertThat(plan.targets()).extracting(WeightedTarget::weight).containsExactly(1, 3, 1);
    assertThat(plan.on()).isEqualTo(Condition.DEFAULT).doesNotContain(Condition.CONTEXT, Condition.MISSING);
    assertThat(plan.attempts()).isZero();
    assertThat(plan.total()).isEqualTo(Plan.TOTAL);
    assertThat(plan.maxWait()).isEqualTo(Plan.MAX_WAIT);
    assertThat(plan.contextTargets()).isEmpty();
  }

  @Test
  void everyParameterIsRead() {
    Policy policy = policy("strategy", "weighted", "on", "connect, 5xx 424", "attempts", "2", "total", "2m", "maxWait", "500ms",
        "contextTargets", "gemini/gemini-3.1-pro-preview");
    assertThat(policy.weighted()).isTrue();
    assertThat(policy.plan().on()).containsExactlyInAnyOrder(Condition.CONNECT, Condition.SERVER_ERROR, Condition.CREDENTIAL);
    assertThat(policy.plan().attempts()).isEqualTo(2);
    assertThat(policy.plan().total()).isEqualTo(Duration.ofMinutes(2));
    assertThat(policy.plan().maxWait()).isEqualTo(Duration.ofMillis(500));
    assertThat(policy.plan().contextTargets()).extracting(WeightedTarget::name).containsExactly("gemini/gemini-3.1-pro-preview");
  }

  @ParameterizedTest
  @CsvSource({"strategy, random, There is no strategy 'random'.", "on, 5xx 500, There is no condition '500'.",
      "attempts, 0, The attempts '0'", "attempts, -1, The attempts '-1'", "attempts, 21, The attempts '21'", "total, 0s, The total '0s'",
      "total, 60 seconds, The total '60 seconds'", "maxWait, -2s, The maxWait '-2s'", "targets, gpt-4o, The target 'gpt-4o'",
      "targets, openai/gpt-4o weight 0, The target", "targets, openai/gpt-4o weight 1001, The target",
      "targets, openai/gpt-4o 2, The target", "contextTargets, /x, The target '/x'"})
  void nonsenseIsNamed(String parameter, String value, String says) {
    assertThatThrownBy(() -> policy(parameter, value)).isInstanceOf(IllegalArgumentException.class).hasMessageStartingWith(says);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "\n \n"})
  void thereHasToBeATarget(String targets) {
    assertThatThrownBy(() -> policy("targets", targets)).hasMessageContaining("at least one target");
  }

  @Test
  void aDrawByWeightKeepsTheOthersInOrder() {
    Policy policy = policy("strategy", "weighted");
    List<List<String>> drawn = List.of(0, 1, 2, 3, 4).stream().map(number -> policy.next(sum -> {
      assertThat(sum).isEqualTo(5);
      return number;
    }).targets().stream().map(WeightedTarget::provider).toList()).toList();
    assertThat(drawn).containsExactly(List.of("anthropic", "bedrock", "openai"), List.of("bedrock", "anthropic", "openai"),
        List.of("bedrock", "anthropic", "openai"), List.of("bedrock", "anthropic", "openai"), List.of("openai", "anthropic", "bedrock"));
    assertThat(policy().next(sum -> 4).targets().get(0).provider()).isEqualTo("anthropic");
  }
}
