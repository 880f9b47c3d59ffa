package app.orqen.tools;

import app.orqen.tools.read.ToolFamily;
import java.util.Collection;
import java.util.List;

/**
 * What a key's owner decided about tools. Names may end in {@code *}, a prefix wildcard. Dated and preview names of a provider's
 * tool mean the same tool ({@link ToolFamily}).
 *
 * @param kTarget how many tools to forward, 1 to 128; null lets the ranking decide between 5 and 8
 * @param allowedTools the only tools that may pass; null means all, an empty list none
 * @param deniedTools tools that never pass, even if {@code allowedTools} has them; null means none
 * @param keepTools tools that pruning never drops; null means none
 * @param shadow rank and record, but forward everything that the boundary lets through
 * @param recovery let the model ask for tools that were left out
 * @param nativeSearch defer tools at the provider, which searches them itself, in place of leaving them out; where it can
 */
public record ToolPolicy(
    Integer kTarget,
    List<String> allowedTools,
    List<String> deniedTools,
    List<String> keepTools,
    boolean shadow,
    boolean recovery,
    boolean nativeSearch) {

  /** No boundary, no keep list, adaptive target. */
  public static final ToolPolicy OPEN = new ToolPolicy(null, null, null, null, false, true, false);

  /** The largest {@code kTarget}. */
  public static final int MAX_TARGET = 128;

  public ToolPolicy {
    if (kTarget != null && (kTarget < 1 || kTarget > MAX_TARGET)) {
      throw new IllegalArgumentException("kTarget is not between 1 and " + MAX_TARGET + ": " + kTarget);
    }
    allowedTools = allowedTools == null ? null : List.copyOf(allowedTools);
    deniedTools = deniedTools == null ? null : List.copyOf(deniedTools);
    keepTools = keepTools == null ? null : List.copyOf(keepTools);
  }

  /** Makes a policy under which the model can ask for tools that were left out. */
  public ToolPolicy(Integer kTarget, List<String> allowedTools, List<String> deniedTools, List<String> keepTools,
      boolean shadow) {
    this(kTarget, allowedTools, deniedTools, keepTools, shadow, true, false);
  }

  /** Returns whether any tool could be refused. */
  public boolean hasBoundary() {
    return allowedTools != null || (deniedTools != null && !deniedTools.isEmpty());
  }

  /** Returns whether a tool of this name may reach the model, and a call to it the client. */
  public boolean permits(String name) {
    return !denies(name) && (allowedTools == null || matches(allowedTools, name));
  }

  /** Returns whether the list of denied tools names this one. */
  boolean denies(String name) {
    return deniedTools != null && matches(deniedTools, name);
  }

  /**
   * Returns whether a tool may pass that states several names, as a duplicate member or two nested ones do. It is unknown which
   * of them the provider reads, so each must be permitted.
   */
  boolean permitsAll(Collection<String> names) {
    if (!hasBoundary()) {
      return true;
    }
    return !names.isEmpty() && names.stream().allMatch(this::permits);
  }

  /** Returns whether pruning must not drop a tool of this name. */
  public boolean keeps(String name) {
    return keepTools != null && matches(keepTools, name);
  }

  private static boolean matches(List<String> patterns, String name) {
    String family = ToolFamily.of(name);
    for (String pattern : patterns) {
      boolean prefix = pattern.endsWith("*");
      String wanted = prefix ? pattern.substring(0, pattern.length() - 1) : pattern;
      String wantedFamily = ToolFamily.of(wanted);
      boolean same = (!prefix || !wantedFamily.equals(wanted)) && wantedFamily.equals(family);
      if (same || prefix && name.startsWith(wanted)) {
        return true;
      }
    }
    return false;
  }
}
