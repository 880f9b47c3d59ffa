package app.orqen.budget;

import java.util.List;

/** Keeps what is spent of budgets and what is set aside for requests that run. */
interface Ledger {

  /**
   * What a ledger says to a request.
   *
   * @param refused the budget that has no room for it; null: all of it is set aside
   * @param left what is left of that budget, without what is set aside
   */
  record Verdict(Meter refused, long left) {

    static final Verdict GRANTED = new Verdict(null, 0);
  }

  /**
   * Sets amounts aside, all or none.
   *
   * @param id the request's id
   * @throws org.springframework.dao.DataAccessException when it isn't known what is spent, and can't be asked
   */
  Verdict reserve(String id, List<Need> needs);

  /**
   * Counts what a request used and gives back what was set aside for it.
   *
   * @param used for each need, in its unit
   */
  void settle(String id, List<Need> needs, long[] used);
}
