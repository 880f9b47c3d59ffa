package app.orqen.prune;

import static org.assertj.core.api.Assertions.assertThat;

import app.orqen.inbound.ToolOutcome;
import app.orqen.toolhealth.ToolHealth;
import app.orqen.tools.PruneRequest;
import app.orqen.tools.PruneResult;
import app.orqen.tools.PrunerSettings;
import app.orqen.tools.ToolPolicy;
import app.orqen.tools.ToolPruner;
import app.orqen.tools.read.ByteSpan;
import app.orqen.translate.front.WireRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A tool that a model wanted although it was left out gives the conversation more tools, and comes sooner in the account's next ones. */
class ToolCheckTest {

  /** The ways to want a tool that was left out. */
  enum Miss {
    RECOVERED,
    CALLED_WHERE_IT_COULD_NOT_BE_ASKED_FOR,
    SHADOW,
    REFUSED
  }

  /** Names that have nothing in common with each other or with what the user says, so that they rank in their order. */
  private static final List<String> FIRST = names('a');
  private static final List<String> NEW = names('b');

  private static final String WANTED = FIRST.get(11);

  private final ToolPruner pruner =
      ToolPruner.create(new PrunerSettings(Duration.ofMinutes(1), false, 16, 10_000, 500_000));

  private static List<String> names(char first) {
    return IntStream.rangeClosed('a', 'z').mapToObj(letter -> "" + first + (char) letter + first + (char) letter).toList();
  }

  private PruneResult prune(String session, Miss miss, List<String> tools) {
    String messages = "[{\"role\":\"user\",\"content\":\"Hello there\"}]";
    String list = "[" + String.join(",", tools.stream().map(name ->
        "{\"type\":\"function\",\"function\":{\"name\":\"" + name + "\",\"parameters\":{}}}").toList()) + "]";
    String body = "{\"messages\":" + messages + ",\"tools\":" + list + "}";
    int at = body.indexOf("\"tools\":") + "\"tools\":".length();
    ToolPolicy policy = new ToolPolicy(null, null, null, null, miss == Miss.SHADOW, true, false);
    return pruner.prune(new PruneRequest(body.getBytes(StandardCharsets.UTF_8), WireRegistry.surfaceOf("").tools(),
        new ByteSpan(at, at + list.length()), new ByteSpan("{\"messages\":".length(), "{\"messages\":".length() + messages.length()), null, null,
        policy, "key", "account", session, false, miss != Miss.CALLED_WHERE_IT_COULD_NOT_BE_ASKED_FOR, false));
  }

  private void miss(Miss miss, PruneResult result) {
    ToolPolicy policy = new ToolPolicy(null, null, null, null, miss == Miss.SHADOW, true, false);
    ToolCheck check = new ToolCheck(policy, result, null, new ToolOutcome(), null, new CalledTools("account", pruner, new ToolHealth()));
    switch (miss) {
      case RECOVERED -> result.recovery().find("{\"names\":[\"" + WANTED + "\"]}");
      case REFUSED -> assertThat(check.refused("attempted to call tool '" + WANTED + "'")).isTrue();
      default -> check.called(List.of(WANTED));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aMissWidensTheConversationAndRaisesTheTool(Miss miss) {
    List<String> later = new ArrayList<>(NEW);
    later.addAll(FIRST);
    PruneResult first = prune("missed", miss, FIRST);
    assertThat(first.kept()).containsExactlyElementsOf(FIRST.subList(0, 8));
    prune("other", miss, FIRST);

    miss(miss, first);

    assertThat(prune("other", miss, later).kept()).filteredOn(NEW::contains).hasSize(8);
    assertThat(prune("missed", miss, later).kept()).contains(WANTED).filteredOn(NEW::contains).hasSize(9);
    assertThat(prune("next", miss, FIRST).kept()).as("ranks higher in the account's next conversation").contains(WANTED).hasSize(8);
  }
}
