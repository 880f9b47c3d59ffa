package app.orqen.usage;

import java.util.Arrays;
import java.util.Iterator;
import java.util.Map;
import java.util.TreeMap;

/**
 * How often each duration came: what percentiles are worked out from, and what can be added up. A duration is kept with three digits,
 * so that a figure is off by at most half a per cent.
 */
final class TimeCounts {

  /** What is measured, in the order of the encoding, which is never changed. */
  enum Metric {
    TTFT,
    DURATION,
    OVERHEAD
  }

  private static final int DIGITS = 100;
  private static final int CODES_OF_DECADE = 900;
  /** The shortest duration that is told from 0 is a nanosecond, 10 to the power of this in milliseconds. */
  private static final int LEAST_POWER = -6;
  private static final int SEVEN_BITS = 0x7f;
  /** Bytes of a code of 32 bits and a count of 63 at most. */
  private static final int LONGEST_COUNT = 5 + 9;

  private final TreeMap<Integer, Long> counts = new TreeMap<>();
  private final Metric[] metrics = Metric.values();

  /** Returns the number of a duration in milliseconds, 0 or more. Longer durations have larger numbers. */
  private static int code(double millis) {
    if (!(millis > 0)) {
      return 0;
    }
    int power = (int) Math.floor(Math.log10(millis));
    long digits = Math.round(millis / Math.pow(10, power) * DIGITS);
    if (digits >= 10 * DIGITS) {
      digits /= 10;
      power++;
    } else if (digits < DIGITS) {
      digits = DIGITS;
    }
    return power < LEAST_POWER ? 0 : 1 + (power - LEAST_POWER) * CODES_OF_DECADE + (int) digits - DIGITS;
  }

  /** Returns the duration of a code, in milliseconds. */
  static double millis(int code) {
    if (code == 0) {
      return 0;
    }
    int power = (code - 1) / CODES_OF_DECADE + LEAST_POWER;
    long digits = (code - 1) % CODES_OF_DECADE + DIGITS;
    // Dividing by a whole power is exact to the last digit, multiplying by a broken one is not.
    return power >= 2 ? digits * Math.pow(10, power - 2) : digits / Math.pow(10, 2 - power);
  }

  /** Counts a duration in milliseconds; null counts nothing. */
  TimeCounts add(Metric metric, Double millis) {
    if (millis != null) {
      counts.merge(code(millis) * metrics.length + metric.ordinal(), 1L, Long::sum);
    }
    return this;
  }

  TimeCounts add(TimeCounts other) {
    other.counts.forEach((code, count) -> counts.merge(code, count, Long::sum));
    return this;
  }

  boolean isEmpty() {
    return counts.isEmpty();
  }

  /** Adds what {@link #bytes} made; null is nothing. */
  TimeCounts add(byte[] encoded) {
    int code = 0;
    int[] at = {0};
    while (encoded != null && at[0] < encoded.length) {
      code += (int) number(encoded, at);
      counts.merge(code, number(encoded, at), Long::sum);
    }
    return this;
  }

  /** Reads a number of an encoding and moves on behind it. */
  static long number(byte[] encoded, int[] at) {
    long number = 0;
    for (int shift = 0; ; shift += 7) {
      byte next = encoded[at[0]++];
      number |= (long) (next & SEVEN_BITS) << shift;
      if (next >= 0) {
        return number;
      }
    }
  }

  /** Returns the counts in few bytes: for each code its distance from the previous code, then its count, both in groups of seven bits. */
  byte[] bytes() {
    return bytesWith(null);
  }

  /**
   * Returns these counts and those of an encoding together, encoded. The other's counts, which are often thousands, are copied
   * one after the other and never held as objects.
   *
   * @param encoded what {@link #bytes} made; null is nothing
   */
  byte[] bytesWith(byte[] encoded) {
    byte[] others = encoded == null ? new byte[0] : encoded;
    Encoder out = new Encoder(others.length + counts.size() * LONGEST_COUNT);
    int[] at = {0};
    int otherCode = 0;
    Iterator<Map.Entry<Integer, Long>> own = counts.entrySet().iterator();
    Map.Entry<Integer, Long> next = own.hasNext() ? own.next() : null;
    while (at[0] < others.length) {
      otherCode += (int) number(others, at);
      long count = number(others, at);
      for (; next != null && next.getKey() < otherCode; next = own.hasNext() ? own.next() : null) {
        out.count(next.getKey(), next.getValue());
      }
      if (next != null && next.getKey() == otherCode) {
        count += next.getValue();
        next = own.hasNext() ? own.next() : null;
      }
      out.count(otherCode, count);
    }
    for (; next != null; next = own.hasNext() ? own.next() : null) {
      out.count(next.getKey(), next.getValue());
    }
    return out.bytes();
  }

  /** Writes counts in the order of their codes. */
  static final class Encoder {

    private byte[] bytes;
    private int length;
    private int before;

    /**
     * Makes an encoder.
     *
     * @param expected how many bytes will be enough, but for counts that need more of them when they grow
     */
    Encoder(int expected) {
      bytes = new byte[expected];
    }

    /** Returns what is written so far. */
    byte[] bytes() {
      return Arrays.copyOf(bytes, length);
    }

    void count(int code, long count) {
      if (bytes.length - length < LONGEST_COUNT) {
        bytes = Arrays.copyOf(bytes, bytes.length + bytes.length / 2 + LONGEST_COUNT);
      }
      write(code - before);
      write(count);
      before = code;
    }

    private void write(long number) {
      long rest = number;
      while (rest > SEVEN_BITS) {
        bytes[length++] = (byte) (rest & SEVEN_BITS | SEVEN_BITS + 1);
        rest >>>= 7;
      }
      bytes[length++] = (byte) rest;
    }
  }

  /** Returns a percentile in milliseconds, as {@link TimeTotals#percentile} does. */
  Double percentile(Metric metric, double share) {
    return new TimeTotals().add(bytes()).percentile(metric, share);
  }
}
