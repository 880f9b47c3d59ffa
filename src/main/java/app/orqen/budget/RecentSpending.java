package app.orqen.budget;

import java.util.ArrayDeque;

/** What was spent of one budget lately, and when: the database may not know it yet. Thread-safe. */
final class RecentSpending {

  /** For how long it is known when what was spent, in milliseconds: longer than the database takes to answer. */
  static final long KEPT_MILLIS = 60_000;
  /** What is spent within so many milliseconds is kept as one. */
  private static final long TOGETHER_MILLIS = 100;

  private final ArrayDeque<long[]> amounts = new ArrayDeque<>();

  /**
   * Adds an amount.
   *
   * @param now in milliseconds since 1970
   */
  synchronized void add(long used, long now) {
    while (!amounts.isEmpty() && amounts.peekFirst()[0] < now - KEPT_MILLIS) {
      amounts.removeFirst();
    }
    if (!amounts.isEmpty() && amounts.peekLast()[0] / TOGETHER_MILLIS == now / TOGETHER_MILLIS) {
      amounts.peekLast()[1] += used;
    } else if (used > 0) {
      amounts.addLast(new long[] {now, used});
    }
  }

  /** Returns what was spent at a moment, in milliseconds since 1970, or later. */
  synchronized long since(long moment) {
    long sum = 0;
    for (long[] one : amounts) {
      sum += one[0] >= moment ? one[1] : 0;
    }
    return sum;
  }
}
