package app.orqen.auto.pick;

import java.math.BigDecimal;

/**
 * A model that was looked at.
 *
 * @param score how well it fits, 0 to 1; 0 when it doesn't
 * @param cost what the request may cost there by estimate, in US dollars; null when a price isn't known
 * @param lack why it isn't picked; null when it fits
 */
public record Judged(Candidate candidate, Observed observed, double score, BigDecimal cost, Lack lack) {

  /** Returns whether it may be picked. */
  public boolean fits() {
    return lack == null;
  }
}
