package app.orqen.policy;

import app.orqen.inbound.Outcome;
import app.orqen.provider.Provider;
import app.orqen.reply.GatewayException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.apache.camel.Exchange;

/**
 * How far a request is in its plan: what was tried, and what is left. A request has attempts only when it has a plan, or when its
 * account has several credentials for its target. Only the thread that serves the request uses them.
 */
public final class Attempts {

  private static final String VARIABLE = "orqenAttempts";
  /** The time of a request that has no plan of its own: only the limits of its calls count. */
  private static final Duration LONG = Duration.ofDays(1);

  /**
   * A target that failed, and with what.
   *
   * @param skipped whether it was never called, for lack of a credential or of a price
   */
  public record Failed(Provider.Target target, GatewayException error, boolean skipped) {}

  private final Plan plan;
  private final Map<String, Object> headers;
  private final Provider.Target first;
  private final long startedAt = System.nanoTime();
  private final Deque<Provider.Target> left;
  private final List<Provider.Target> contextTargets;
  private final List<Failed> failed = new ArrayList<>();
  private Provider.Target current;
  private int calls;
  private boolean contentBegun;
  private Condition noted;
  private Throwable decidedOn;
  private boolean goesOn;
  private boolean over;
  private boolean estimated;
  private Map<String, Object> prepared;
  private boolean repeated;
  private long pauseMillis;

  private Attempts(Plan plan, List<Provider.Target> targets, List<Provider.Target> contextTargets, Map<String, Object> headers) {
    this.plan = plan;
    this.left = new ArrayDeque<>(targets);
    this.contextTargets = new ArrayList<>(contextTargets);
    this.headers = headers;
    this.current = left.poll();
    this.first = current;
  }

  /**
   * Begins with the first target.
   *
   * @param targets those of the plan that the request may use, at least one
   * @param contextTargets those that it may use when it is too long
   */
  static Attempts begin(Exchange exchange, Plan plan, List<Provider.Target> targets, List<Provider.Target> contextTargets) {
    Attempts attempts = new Attempts(plan, targets, contextTargets, new HashMap<>(exchange.getMessage().getHeaders()));
    exchange.setVariable(VARIABLE, attempts);
    return attempts;
  }

  /** Begins with one target, for which there are several credentials. */
  public static void begin(Exchange exchange, String name, Provider.Target target) {
    Plan plan = new Plan(name, List.of(new WeightedTarget(target.provider().knownAs(), target.model(), 1)), Condition.DEFAULT, 0, LONG,
        Duration.ZERO, List.of());
    begin(exchange, plan, List.of(target), List.of());
  }

  /** Returns the attempts of an exchange, or null when its request has no plan. */
  public static Attempts of(Exchange exchange) {
    return exchange.getVariable(VARIABLE, Attempts.class);
  }

  public Plan plan() {
    return plan;
  }

  /** Returns the target that the plan begins with. */
  public Provider.Target first() {
    return first;
  }

  /** Returns the target that is tried now. */
  public Provider.Target current() {
    return current;
  }

  /** Returns all targets that may still be called, the current one first. */
  public List<Provider.Target> candidates() {
    List<Provider.Target> all = new ArrayList<>(List.of(current));
    all.addAll(left);
    all.addAll(contextTargets);
    return all;
  }

  /** Removes the remaining targets that don't pass a test. The current target stays. */
  public void keepOnly(Predicate<Provider.Target> test) {
    left.removeIf(test.negate());
    contextTargets.removeIf(test.negate());
  }

  /** Returns the message's headers from before the first credential, with which each attempt begins. */
  public Map<String, Object> headers() {
    return new HashMap<>(headers);
  }

  /** Keeps the headers with which the call to the current target begins, its credential among them. */
  public void prepare(Map<String, Object> ready) {
    prepared = ready;
  }

  /** Returns the headers that were kept last. */
  public Map<String, Object> prepared() {
    return new HashMap<>(prepared);
  }

  /** Counts a call. */
  public void calling() {
    calls++;
  }

  /** Notes that the client gets the answer's first content. No other target is tried after this. */
  public void contentBegun() {
    contentBegun = true;
  }

  /** Returns whether the client has got content. */
  public boolean hasContent() {
    return contentBegun;
  }

  /** Notes which condition the failure that is about to be thrown meets, where the failure's status doesn't tell. */
  public void note(Condition condition) {
    noted = condition;
  }

  /** Returns the condition that was noted for the current failure and forgets it. Returns null when nothing was noted. */
  public Condition takeNote() {
    Condition condition = noted;
    noted = null;
    return condition;
  }

  /**
   * Returns whether the request goes on to another target after a failure. The decision is made once for each failure, however
   * often this is called.
   *
   * @param decision finds the next target, and returns whether it found one
   */
  public boolean decide(Throwable failure, BooleanSupplier decision) {
    if (failure != decidedOn) {
      decidedOn = failure;
      goesOn = decision.getAsBoolean();
    }
    return goesOn;
  }

  /**
   * Notes that the current target failed.
   *
   * @param condition what the failure means; null when another target wouldn't help, as after an error of the client's
   * @return whether another target may be tried
   */
  public boolean failed(GatewayException error, Condition condition) {
    failed.add(new Failed(current, error, false));
    if (!isFollowed(condition) || !mayGoOn()) {
      return false;
    }
    if (condition == Condition.CONTEXT && !contextTargets.isEmpty()) {
      left.clear();
      left.addAll(contextTargets);
      contextTargets.clear();
    }
    return true;
  }

  /** Returns whether another call may be made: the client has no content yet, and the plan has calls and time left. */
  public boolean mayGoOn() {
    return !contentBegun && (plan.attempts() == 0 || calls < plan.attempts()) && leftNanos() > 0;
  }

  /** Returns whether a failure of this kind leads to another target, as long as there is one. */
  public boolean isFollowed(Condition condition) {
    return condition != null && (plan.on().contains(condition) || condition == Condition.CONTEXT && !contextTargets.isEmpty());
  }

  /** Notes that no other target is tried after the one that failed. */
  public void end() {
    over = true;
  }

  /** Returns whether the plan has come to its end with targets that failed. */
  public boolean isOver() {
    return over;
  }

  /** Notes that no target is called any more, since the gateway itself answers by an estimate. */
  public void estimate() {
    estimated = true;
  }

  /** Returns whether the gateway itself answers. */
  public boolean isEstimated() {
    return estimated;
  }

  /** Returns whether no target was called because none of those that there were could be, while the plan has others. */
  public boolean isWithoutCall() {
    return !failed.isEmpty() && failed.size() < plan.targets().size() && failed.stream().allMatch(Failed::skipped);
  }

  /**
   * Calls the current target once more, after a pause that it asked for.
   *
   * @return false when the target may not be called again: it asked for no pause, the pause is longer than the plan waits, or it was
   *     called again before
   */
  public boolean repeat(Long retryAfterMillis) {
    if (retryAfterMillis == null || repeated || retryAfterMillis > plan.maxWait().toMillis()
        || TimeUnit.MILLISECONDS.toNanos(retryAfterMillis) >= leftNanos()) {
      return false;
    }
    repeated = true;
    pauseMillis = retryAfterMillis;
    return true;
  }

  /** Returns how many milliseconds to wait before the next call, and sets the pause back to 0. */
  public long takePause() {
    long pause = pauseMillis;
    pauseMillis = 0;
    return pause;
  }

  /** Notes that the current target can't be called, and why: for lack of a credential or of a price. */
  public void skip(Outcome outcome, GatewayException error) {
    failed.add(new Failed(current, error, true));
    outcome.leftOut(current.provider().knownAs(), current.model(), error.status(), error.code());
  }

  /** Goes to the next target and returns it. Returns null when all targets were tried, and the current one then stays. */
  public Provider.Target next() {
    Provider.Target next = left.poll();
    if (next != null) {
      current = next;
      repeated = false;
    }
    return next;
  }

  /** Returns the code of the last failure, or null. */
  public String lastCode() {
    return failed.isEmpty() ? null : failed.get(failed.size() - 1).error().code();
  }

  /** Returns what failed so far, in order. */
  public List<Failed> failures() {
    return failed;
  }

  /** Returns how many targets may still be called, the current one included. */
  public int targetsLeft() {
    int targets = 1 + left.size();
    return plan.attempts() == 0 ? targets : Math.max(1, Math.min(targets, plan.attempts() - calls + 1));
  }

  /** Returns how many nanoseconds are left until the first content has to be there; 0 or less when the time is over. */
  public long leftNanos() {
    return plan.total().toNanos() - (System.nanoTime() - startedAt);
  }
}
