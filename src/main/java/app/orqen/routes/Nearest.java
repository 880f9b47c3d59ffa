package app.orqen.routes;

import java.util.Collection;
import java.util.Comparator;
import java.util.Locale;

/** What somebody probably meant by a misspelt word. */
final class Nearest {

  private Nearest() {}

  /** Returns {@code Did you mean '…'?}, or an empty string when no known word is near. */
  static String hint(String word, Collection<String> known) {
    String nearest = to(word, known);
    return nearest == null ? "" : "Did you mean '" + nearest + "'?";
  }

  /** Returns the hint, then the list of what there is. */
  static String hint(String word, Collection<String> known, String list) {
    String hint = hint(word, known);
    String all = list + ": " + String.join(", ", known) + ".";
    return hint.isEmpty() ? all : hint + " " + all;
  }

  /** Returns the known word that a third of its letters or fewer tell apart, or null. */
  static String to(String word, Collection<String> known) {
    return known.stream().filter(other -> distance(word, other) <= Math.max(1, Math.max(word.length(), other.length()) / 3))
        .min(Comparator.comparingInt((String other) -> distance(word, other)).thenComparing(Comparator.naturalOrder()))
        .orElse(null);
  }

  /** Counts letters to insert, delete, replace or swap with their neighbour; letters of either case are the same. */
  private static int distance(String one, String other) {
    String a = one.toLowerCase(Locale.ROOT);
    String b = other.toLowerCase(Locale.ROOT);
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        int same = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        cost[i][j] = Math.min(Math.min(cost[i - 1][j], cost[i][j - 1]) + 1, cost[i - 1][j - 1] + same);
        if (i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1)) {
          cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
      }
    }
    return cost[a.length()][b.length()];
  }
}
