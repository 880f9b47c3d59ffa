package app.orqen.budget;

import app.orqen.budget.Meter.Unit;
import app.orqen.bytes.Sha256;
import app.orqen.cost.Money;
import app.orqen.key.BudgetPeriod;
import app.orqen.key.KeyRules;
import app.orqen.key.Principal;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.List;

/** The budgets that hold for a caller at a moment. */
final class Meters {

  private Meters() {}

  static List<Meter> of(Principal caller, String sessionId, Instant now) {
    List<Meter> meters = new ArrayList<>(4);
    KeyRules key = caller.rules();
    if (key.maxBudgetUsd() != null) {
      meters.add(money("key:" + caller.keyId(), "this key", key.maxBudgetUsd(), key.budgetPeriod(), key.createdAt(),
          caller.accountId(), caller.keyId(), now));
    }
    if (caller.account().maxBudgetUsd() != null) {
      meters.add(money("account:" + caller.accountId(), "this account", caller.account().maxBudgetUsd(),
          caller.account().budgetPeriod(), caller.account().createdAt(), caller.accountId(), null, now));
    }
    LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
    if (key.dailyTokenBudget() != null) {
      meters.add(tokens(caller, "day", key.dailyTokenBudget(), today, 1));
    }
    if (key.weeklyTokenBudget() != null) {
      meters.add(tokens(caller, "week", key.weeklyTokenBudget(),
          today.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)), 7));
    }
    if (sessionId != null && key.maxSessionUsd() != null) {
      meters.add(session(caller, sessionId, "usd", Unit.NANO_USD, nanos(key.maxSessionUsd())));
    }
    if (sessionId != null && key.maxSessionRequests() != null) {
      meters.add(session(caller, sessionId, "requests", Unit.REQUESTS, key.maxSessionRequests()));
    }
    return meters;
  }

  private static Meter session(Principal caller, String sessionId, String what, Unit unit, long limit) {
    return new Meter("session:" + caller.keyId() + ":" + what + ":" + Sha256.hex(sessionId), "this session", unit, limit,
        caller.accountId(), caller.keyId(), sessionId, null, null);
  }

  private static Meter money(String whose, String subject, BigDecimal limit, BudgetPeriod period, Instant created, String account,
      String key, Instant now) {
    LocalDate from = period.start(created, now);
    return new Meter(whose + ":usd:" + period.label() + ":" + from.toEpochDay(), subject, Unit.NANO_USD, nanos(limit), account, key,
        null, from, period.end(created, now));
  }

  private static Meter tokens(Principal caller, String period, long limit, LocalDate from, int days) {
    return new Meter("key:" + caller.keyId() + ":tokens:" + period + ":" + from.toEpochDay(), "this key", Unit.TOKENS, limit,
        caller.accountId(), caller.keyId(), null, from, from.plusDays(days).atStartOfDay().toInstant(ZoneOffset.UTC));
  }

  /** Returns US dollars in billionths, rounded up where there is a rest. */
  static long nanos(BigDecimal usd) {
    return usd.movePointRight(Money.DECIMALS).setScale(0, RoundingMode.CEILING).longValueExact();
  }
}
