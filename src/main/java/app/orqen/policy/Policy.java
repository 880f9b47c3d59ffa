package app.orqen.policy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.IntUnaryOperator;
import org.springframework.boot.convert.DurationStyle;

/**
 * A policy, as its file describes it.
 *
 * @param name what clients ask for
 * @param weighted whether the first target is drawn by weight
 * @param plan what holds for each request, with the targets in the file's order
 */
public record Policy(String name, boolean weighted, Plan plan) {

  /** What a file may write as {@code strategy}. */
  public static final List<String> STRATEGIES = List.of("fallback", "weighted");

  private static final int MOST_ATTEMPTS = 20;
  private static final String ALL = "all";

  /**
   * Reads a policy.
   *
   * @param parameters the values of the template's parameters
   * @throws IllegalArgumentException with a sentence that says what is wrong
   */
  static Policy parse(String name, Map<String, String> parameters) {
    Set<Condition> on = conditions(parameters.getOrDefault("on", ""));
    return new Policy(name, strategy(parameters.getOrDefault("strategy", "fallback")), new Plan(name,
        targets(parameters.getOrDefault("targets", "")), on.isEmpty() ? Condition.DEFAULT : on,
        attempts(parameters.getOrDefault("attempts", ALL)), duration("total", parameters.getOrDefault("total", "60s")),
        duration("maxWait", parameters.getOrDefault("maxWait", "2s")), lines(parameters.getOrDefault("contextTargets", ""))));
  }

  /** Reads lines of targets; at least one is needed. */
  public static List<WeightedTarget> targets(String text) {
    List<WeightedTarget> targets = lines(text);
    if (targets.isEmpty()) {
      throw new IllegalArgumentException("A policy needs at least one target. Write it as 'provider/model'.");
    }
    return targets;
  }

  /** Reads lines of targets, of which there may be none. Blank lines are skipped. */
  public static List<WeightedTarget> lines(String text) {
    return text.lines().filter(line -> !line.isBlank()).map(WeightedTarget::parse).toList();
  }

  /** Reads a strategy, and returns whether it is the weighted one. */
  public static boolean strategy(String text) {
    if (!STRATEGIES.contains(text.strip())) {
      throw new IllegalArgumentException("There is no strategy '" + text.strip() + "'. Write 'fallback' or 'weighted'.");
    }
    return text.strip().equals(STRATEGIES.get(1));
  }

  /** Reads conditions with blanks or commas between them. */
  public static Set<Condition> conditions(String text) {
    Set<Condition> on = EnumSet.noneOf(Condition.class);
    for (String word : text.strip().split("[\\s,]+")) {
      Condition condition = Condition.find(word);
      if (condition != null) {
        on.add(condition);
      } else if (!word.isEmpty()) {
        throw new IllegalArgumentException("There is no condition '" + word + "'. The conditions are "
            + String.join(", ", Arrays.stream(Condition.values()).map(Condition::label).toList()) + ".");
      }
    }
    return on;
  }

  /** Reads the most calls of one request; 0 for as many as there are targets. */
  public static int attempts(String text) {
    String number = text.strip();
    if (number.equals(ALL)) {
      return 0;
    }
    int attempts = number.matches("[0-9]{1,3}") ? Integer.parseInt(number) : 0;
    if (attempts < 1 || attempts > MOST_ATTEMPTS) {
      throw new IllegalArgumentException("The attempts '" + number + "' aren't 'all' or a number from 1 to " + MOST_ATTEMPTS + ".");
    }
    return attempts;
  }

  /** Reads a time above zero, such as {@code 500ms}, {@code 60s} or {@code 2m}. */
  public static Duration duration(String parameter, String text) {
    try {
      Duration duration = DurationStyle.SIMPLE.parse(text.strip());
      if (duration.toMillis() > 0) {
        return duration;
      }
    } catch (IllegalArgumentException | ArithmeticException e) {
      // Said below, in the same words.
    }
    throw new IllegalArgumentException("The " + parameter + " '" + text.strip() + "' isn't a time. Write it as 500ms, 60s or 2m.");
  }

  /**
   * Returns the plan of one request.
   *
   * @param dice returns a number from 0 to below its argument
   */
  Plan next(IntUnaryOperator dice) {
    if (!weighted) {
      return plan;
    }
    int drawn = dice.applyAsInt(plan.targets().stream().mapToInt(WeightedTarget::weight).sum());
    List<WeightedTarget> order = new ArrayList<>(plan.targets());
    for (WeightedTarget target : plan.targets()) {
      drawn -= target.weight();
      if (drawn < 0) {
        order.remove(target);
        order.add(0, target);
        break;
      }
    }
    return new Plan(name, order, plan.on(), plan.attempts(), plan.total(), plan.maxWait(), plan.contextTargets());
  }
}
