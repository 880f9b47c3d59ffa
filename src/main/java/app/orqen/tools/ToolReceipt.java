package app.orqen.tools;

import java.util.Set;
import java.util.stream.Stream;

/** Tells what became of a tool that the model calls in its answer. */
public final class ToolReceipt {

  /** What a called tool's name means. */
  public enum Verdict {
    /** The model was given this tool. */
    FORWARDED,
    /** The client offered it, pruning left it out, and the model called it anyway. */
    PRUNED,
    /** The key may not use it: the call must not reach the client as if it were allowed. */
    DENIED,
    /** The client never offered it. */
    UNKNOWN
  }

  private final ToolPolicy policy;
  private final Set<String> forwarded;
  private final Set<String> dropped;
  private final Set<String> denied;
  private final Set<String> wouldDrop;

  public ToolReceipt(ToolPolicy policy, PruneResult result) {
    this.policy = policy;
    this.forwarded = Set.copyOf(result.forwarded());
    this.dropped = Set.copyOf(result.dropped());
    this.denied = Set.copyOf(result.denied());
    this.wouldDrop = Set.copyOf(result.wouldDrop());
  }

  /** Returns what a call to {@code name} means. */
  public Verdict verdict(String name) {
    if (forwarded.contains(name) && policy.permits(name)) {
      return Verdict.FORWARDED;
    }
    if (denied.contains(name) || !policy.permits(name)) {
      return Verdict.DENIED;
    }
    return dropped.contains(name) ? Verdict.PRUNED : Verdict.UNKNOWN;
  }

  /** Returns whether there is a tool that the key may use, forwarded or left out, whose name begins like this and is longer. */
  public boolean mayGrow(String beginning) {
    return Stream.concat(forwarded.stream(), dropped.stream()).anyMatch(name -> name.length() > beginning.length() && name.startsWith(beginning));
  }

  /** Returns whether, in shadow mode, pruning would have kept the model from this call. */
  public boolean wouldHaveMissed(String name) {
    return wouldDrop.contains(name);
  }
}
