package app.orqen.toolhealth;

import java.util.concurrent.atomic.LongAdder;

/** What happened to one tool of an account since its counts were written last. Any thread counts. */
final class ToolCounts {

  final LongAdder seen = new LongAdder();
  final LongAdder forwarded = new LongAdder();
  final LongAdder called = new LongAdder();
  final LongAdder recovered = new LongAdder();
  final LongAdder missed = new LongAdder();

  /** Counts to be added to what is stored. */
  record Sums(long seen, long forwarded, long called, long recovered, long missed) {

    boolean isNothing() {
      return seen + forwarded + called + recovered + missed == 0;
    }
  }

  Sums take() {
    return new Sums(seen.sumThenReset(), forwarded.sumThenReset(), called.sumThenReset(), recovered.sumThenReset(),
        missed.sumThenReset());
  }

  /** Puts counts back that could not be written. */
  void putBack(Sums sums) {
    seen.add(sums.seen());
    forwarded.add(sums.forwarded());
    called.add(sums.called());
    recovered.add(sums.recovered());
    missed.add(sums.missed());
  }
}
