package app.orqen.toolhealth;

import app.orqen.tools.SeenTool;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Finds for each tool of a list the one that a model would most easily take for it. */
final class Siblings {

  /** The share of common words from which on two tools look interchangeable. */
  private static final double ALIKE = 0.6;
  /** Beyond so many tools the rest of a list is compared with nothing. */
  private static final int MAX_COMPARED = 256;
  /** Two names of one word each are alike or not by chance. */
  private static final int FEW_WORDS = 3;

  /** Another tool, and the share of words that the two have in common, between {@value #ALIKE} and 1. */
  record Sibling(String name, double similarity) {}

  private final List<Set<String>> words = new ArrayList<>();
  private final List<SeenTool> tools;

  Siblings(List<SeenTool> tools) {
    this.tools = tools.subList(0, Math.min(tools.size(), MAX_COMPARED));
    this.tools.forEach(tool -> words.add(tool.words()));
  }

  /** Returns the closest other tool, or null when none is close. */
  Sibling of(int index) {
    Sibling closest = null;
    for (int other = 0; index < tools.size() && other < tools.size(); other++) {
      double similarity = other == index ? 0 : similarity(words.get(index), words.get(other));
      if (similarity >= ALIKE && (closest == null || similarity > closest.similarity())
          && !tools.get(other).name().equals(tools.get(index).name())) {
        closest = new Sibling(tools.get(other).name(), similarity);
      }
    }
    return closest;
  }

  private static double similarity(Set<String> one, Set<String> other) {
    if (Math.min(one.size(), other.size()) < FEW_WORDS) {
      return 0;
    }
    long common = one.stream().filter(other::contains).count();
    return common / (double) (one.size() + other.size() - common);
  }
}
