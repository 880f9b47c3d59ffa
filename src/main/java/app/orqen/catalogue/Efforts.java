package app.orqen.catalogue;

import java.util.Collection;
import java.util.List;

/** The reasoning efforts that OpenAI and Anthropic have names for, and how one is bounded by what a model takes. */
public final class Efforts {

  /** From the lowest to the highest. "none" switches thinking off where a model can do that. */
  public static final List<String> ALL = List.of("none", "minimal", "low", "medium", "high", "xhigh", "max");

  private Efforts() {}

  /**
   * Returns the highest effort that a model takes and that isn't above the one asked for. Where all are above it, that is the
   * model's lowest.
   *
   * @param asked one of {@link #ALL}, or null
   * @param taken the efforts that the model takes, in any order
   * @return null if none was asked for, or the model takes none
   */
  public static String bounded(String asked, Collection<String> taken) {
    if (asked == null) {
      return null;
    }
    for (int i = ALL.indexOf(asked); i >= 0; i--) {
      // Not thinking at all isn't a lower degree of thinking.
      if (taken.contains(ALL.get(i)) && (i > 0 || asked.equals("none"))) {
        return ALL.get(i);
      }
    }
    return ALL.stream().filter(taken::contains).filter(effort -> !effort.equals("none") || asked.equals("none"))
        .findFirst().orElse(null);
  }
}
