package app.orqen.auto.pick;

import java.math.BigDecimal;

/**
 * What was observed of one model of one account.
 *
 * @param requests how many requests the model answered or failed in the last seven days
 * @param successRate the share of these requests that it answered, 0 to 1; null if it had no requests
 * @param success an estimate of this share for now, 0 to 1: the last minutes count most, and a model without requests has a usual value
 * @param ttftMillis an estimate of the time to its first token in milliseconds, by the last minutes and days; null when it isn't known
 * @param p50TtftMillis the median time to its first token in the last seven days, in milliseconds; null if it had no answers
 * @param recall the share of called tools that pruning would have forwarded, 0 to 1; null when no key in shadow mode called a tool
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
