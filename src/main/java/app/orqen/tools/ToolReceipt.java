package app.orqen.tools;

import app.orqen.tools.read.ToolFamily;
import java.util.List;
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
  private final List<String> namespaced;
  private final boolean searches;

  public ToolReceipt(ToolPolicy policy, PruneResult result) {
    this.policy = policy;
    this.forwarded = Set.copyOf(result.forwarded());
    this.dropped = Set.copyOf(result.dropped());
    this.denied = Set.copyOf(result.denied());
    this.wouldDrop = Set.copyOf(result.wouldDrop());
    this.namespaced = result.namespaced();
    this.searches = result.searches();
  }

  /**
   * Returns what a call to {@code name} means. The name may be the one that answers have for a forwarded tool's variant. It may also
   * lack its namespace, when only one forwarded tool can be meant.
   */
  public Verdict verdict(String name) {
    if (searches && ProviderSearch.NAMES.contains(name) && !forwarded.contains(name) && !denied.contains(name)) {
      return Verdict.UNKNOWN; // The gateway added this search, and its calls aren't the client's.
    }
    Verdict exact = exact(name);
    if (exact == Verdict.FORWARDED || denied.contains(name) || policy.denies(name)) {
      return exact;
    }
    for (String variant : forwarded) {
      if (ToolFamily.of(variant).equals(name)) {
        return exact(variant);
      }
    }
    List<String> meant = namespaced.stream().filter(full -> full.endsWith("__" + name)).toList();
    return meant.size() == 1 ? exact(meant.get(0)) : exact;
  }

  private Verdict exact(String name) {
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
