package app.orqen.key;

import java.util.List;

/**
 * Which models a key or an account may use: names such as {@code openai/gpt-4o}, with {@code *} at the end for all that begin so.
 *
 * @param patterns null: all
 */
public record ModelPatterns(List<String> patterns) {

  /** No restriction. */
  public static final ModelPatterns ALL = new ModelPatterns(null);

  /** Returns whether there is a model that they don't allow. */
  boolean isRestricted() {
    return patterns != null && !patterns.contains("*");
  }

  /** Returns whether one of the names of a model matches a pattern: the one that was asked for, or what it leads to. */
  public boolean allow(String... names) {
    if (patterns == null) {
      return true;
    }
    for (String pattern : patterns) {
      for (String name : names) {
        if (matches(pattern, name)) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Returns whether a target of a plan is allowed: by a pattern of {@code provider/model} where there are any, else by the plan's
   * own name.
   */
  boolean allowTarget(String plan, String... names) {
    if (patterns == null) {
      return true;
    }
    boolean ofTargets = patterns.stream().anyMatch(pattern -> pattern.equals("*") || isOfTargets(pattern));
    return ofTargets ? allow(names) : allow(plan);
  }

  private static boolean isOfTargets(String pattern) {
    return pattern.indexOf('/') >= 0 && !pattern.startsWith("orqen/");
  }

  private static boolean matches(String pattern, String name) {
    int last = pattern.length() - 1;
    return last >= 0 && pattern.charAt(last) == '*'
        ? name.regionMatches(0, pattern, 0, last) && name.length() >= last
        : pattern.equals(name);
  }
}
