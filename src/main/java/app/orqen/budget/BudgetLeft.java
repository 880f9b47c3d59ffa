package app.orqen.budget;

import app.orqen.budget.Meter.Unit;
import app.orqen.cost.Money;
import app.orqen.key.Principal;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.List;

/** How much of a caller's budgets in money is left. */
public final class BudgetLeft {

  private final Ledger ledger;
  private final Clock clock;

  BudgetLeft(Ledger ledger, Clock clock) {
    this.ledger = ledger;
    this.clock = clock;
  }

  /**
   * Returns the least that is left of the budgets of the caller's key, account and session, without what is set aside.
   *
   * @param sessionId the session's id; null when the request is in no session
   * @return US dollars; null when none of the three has a budget in money
   * @throws org.springframework.dao.DataAccessException when the database can't be asked
   */
  public BigDecimal usd(Principal caller, String sessionId) {
    BigDecimal least = null;
    for (Meter meter : Meters.of(caller, sessionId, clock.instant())) {
      if (meter.unit() == Unit.NANO_USD) {
        // More than the whole budget is never set aside: the ledger refuses it and says what is left.
        Ledger.Verdict verdict = ledger.reserve("left", List.of(new Need(meter, meter.limit() + 1)));
        BigDecimal left = BigDecimal.valueOf(verdict.left(), Money.DECIMALS);
        least = least == null ? left : least.min(left);
      }
    }
    return least;
  }
}
