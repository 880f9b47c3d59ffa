package app.orqen.key;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;

/** How long a budget in money lasts. Periods are counted from 00:00 UTC of the day on which the key or the account was made. */
public enum BudgetPeriod {
  DAY("1d", 1),
  WEEK("7d", 7),
  MONTH("30d", 30),
  /** The budget never renews. */
  TOTAL("total", 0);

  private final String label;
  private final int days;

  BudgetPeriod(String label, int days) {
    this.label = label;
    this.days = days;
  }

  /** Returns the period of this spelling, or null. */
  public static BudgetPeriod find(String label) {
    return Arrays.stream(values()).filter(period -> period.label.equals(label)).findFirst().orElse(null);
  }

  /** Returns the period as the API spells it. */
  public String label() {
    return label;
  }

  /** Returns the first day of the period that a moment is in. */
  public LocalDate start(Instant created, Instant now) {
    LocalDate first = LocalDate.ofInstant(created, ZoneOffset.UTC);
    long passed = LocalDate.ofInstant(now, ZoneOffset.UTC).toEpochDay() - first.toEpochDay();
    return this == TOTAL || passed < 0 ? first : first.plusDays(passed / days * days);
  }

  /** Returns when the next period begins; null for {@link #TOTAL}, which never renews. */
  public Instant end(Instant created, Instant now) {
    return this == TOTAL ? null : start(created, now).plusDays(days).atStartOfDay().toInstant(ZoneOffset.UTC);
  }
}
