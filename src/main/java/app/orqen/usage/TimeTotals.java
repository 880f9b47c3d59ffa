package app.orqen.usage;

import app.orqen.usage.TimeCounts.Metric;

/** Adds up how often each duration came, over many encodings of {@link TimeCounts}, and works out percentiles. */
final class TimeTotals {

  private static final int METRICS = Metric.values().length;

  /** In ascending order. */
  private int[] codes = new int[0];
  private long[] counts = new long[0];
  private int size;

  /** Adds what {@link TimeCounts#bytes} made; null is nothing. */
  TimeTotals add(byte[] encoded) {
    if (encoded == null || encoded.length == 0) {
      return this;
    }
    int most = size + encoded.length / 2; // Each code and each count has a byte at least.
    int[] mergedCodes = new int[most];
    long[] mergedCounts = new long[most];
    int merged = 0;
    int own = 0;
    int code = 0;
    int[] at = {0};
    while (at[0] < encoded.length) {
      code += (int) TimeCounts.number(encoded, at);
      long count = TimeCounts.number(encoded, at);
      for (; own < size && codes[own] < code; own++, merged++) {
        mergedCodes[merged] = codes[own];
        mergedCounts[merged] = counts[own];
      }
      if (own < size && codes[own] == code) {
        count += counts[own++];
      }
      mergedCodes[merged] = code;
      mergedCounts[merged++] = count;
    }
    System.arraycopy(codes, own, mergedCodes, merged, size - own);
    System.arraycopy(counts, own, mergedCounts, merged, size - own);
    codes = mergedCodes;
    counts = mergedCounts;
    size = merged + size - own;
    return this;
  }

  /** Returns all of them, encoded as {@link TimeCounts#bytes} does. */
  byte[] bytes() {
    TimeCounts.Encoder out = new TimeCounts.Encoder(size * 2);
    for (int i = 0; i < size; i++) {
      out.count(codes[i], counts[i]);
    }
    return out.bytes();
  }

  /**
   * Returns a percentile in milliseconds, which may be between two durations as that of SQL's {@code percentile_cont}. Returns null when
   * no duration was counted.
   *
   * @param share between 0 and 1
   */
  Double percentile(Metric metric, double share) {
    long all = 0;
    for (int i = 0; i < size; i++) {
      all += is(i, metric) ? counts[i] : 0;
    }
    if (all == 0) {
      return null;
    }
    double place = share * (all - 1);
    double lower = at(metric, (long) Math.floor(place));
    double upper = at(metric, (long) Math.ceil(place));
    return lower + (upper - lower) * (place - Math.floor(place));
  }

  private boolean is(int i, Metric metric) {
    return codes[i] % METRICS == metric.ordinal();
  }

  /** Returns the duration at a place of all in their order, the first of which is 0. */
  private double at(Metric metric, long place) {
    long passed = 0;
    for (int i = 0; i < size; i++) {
      passed += is(i, metric) ? counts[i] : 0;
      if (passed > place) {
        return TimeCounts.millis(codes[i] / METRICS);
      }
    }
    throw new IllegalStateException("there is no such place");
  }
}
