package app.orqen.auto.pick;

import java.math.BigDecimal;

/**
 * What was observed of one model of one account.
 *
 * @param requests how many requests it answered or failed in the last seven days
 * @param successRate the share of them that it answered, 0 to 1; null without any
 * @param success the same as an estimate for now: the last minutes count most, and without any requests it is a usual value
 * @param ttftMillis the time to its first token in milliseconds, by the last minutes and days; null when it isn't known
 * @param p50TtftMillis the median of the last seven days; null without any
 * @param recall the share of tools that models called of those that pruning would have left, 0 to 1; null without shadow data
 * @param costUsd what it cost in the last seven days, in US dollars
 */
public record Observed(long requests, Double successRate, double success, Double ttftMillis, Double p50TtftMillis, Double recall,
    BigDecimal costUsd) {

  /** From how many requests on in seven days the figures are reliable. */
  public static final int CALIBRATED = 20;

  /** Of a model that was never called. */
  public static final Observed NOTHING = new Observed(0, null, 0.95, null, null, null, BigDecimal.ZERO);

  /** Returns whether there are enough requests for the figures to be reliable. */
  public boolean isCalibrated() {
    return requests >= CALIBRATED;
  }
}
