package app.orqen.auto.pick;

import java.math.BigDecimal;

/**
 * A model that was looked at.
 *
 * @param score how well it fits, 0 to 1; 0 when it doesn't
 * @param usd what the request may cost there by estimate, in US dollars; not a number when a price isn't known, or nobody asked
 * @param lack why it isn't picked; null when it fits
 */
public record Judged(Candidate candidate, Observed observed, double score, double usd, Lack lack) {

  /** Returns whether it may be picked. */
  public boolean fits() {
    return lack == null;
  }

  /** Returns what the request may cost there by estimate, in US dollars, exactly; null when a price isn't known. */
  public BigDecimal cost(Question question) {
    return Fit.cost(question, candidate);
  }
}
