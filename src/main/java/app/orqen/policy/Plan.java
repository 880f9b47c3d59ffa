package app.orqen.policy;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Where one request may go.
 *
 * @param name what the client asked for, for messages
 * @param targets in the order in which they are tried; at least one
 * @param on the failures after which the next one is tried
 * @param attempts the most calls in all; 0 for as many as there are targets
 * @param total how long all attempts may take until the first content
 * @param maxWait the longest {@code Retry-After} of a 429 for which the same target is waited for and tried once more
 * @param contextTargets those that are tried when the request is too long for a target; may be empty
 */
public record Plan(String name, List<WeightedTarget> targets, Set<Condition> on, int attempts, Duration total, Duration maxWait,
    List<WeightedTarget> contextTargets) {

  /** How long all attempts may take where a plan doesn't say. */
  public static final Duration TOTAL = Duration.ofSeconds(60);
  /** The longest wait for one target where a plan doesn't say. */
  public static final Duration MAX_WAIT = Duration.ofSeconds(2);

  private static final int LONGEST_SHOWN = 200;

  public Plan {
    targets = List.copyOf(targets);
    on = Set.copyOf(on);
    contextTargets = List.copyOf(contextTargets);
    if (targets.isEmpty()) {
      throw new IllegalArgumentException("a plan without targets");
    }
  }

  /** Returns the name for a message, cut where it is long. */
  String shownName() {
    return name.length() > LONGEST_SHOWN ? name.substring(0, LONGEST_SHOWN) + "…" : name;
  }

  /** Makes a plan that tries targets in their order, with all the usual conditions and times. */
  public static Plan of(String name, List<WeightedTarget> targets) {
    return new Plan(name, targets, Condition.DEFAULT, 0, TOTAL, MAX_WAIT, List.of());
  }
}
