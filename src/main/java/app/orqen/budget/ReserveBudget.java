package app.orqen.budget;

import app.orqen.budget.Meter.Unit;
import app.orqen.cost.Money;
import app.orqen.cost.Tariff;
import app.orqen.inbound.Inbound;
import app.orqen.inbound.Outcome;
import app.orqen.key.Principal;
import app.orqen.policy.Attempts;
import app.orqen.provider.Provider;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import app.orqen.request.ModelRequest;
import app.orqen.throttle.TokenLimiter;
import app.orqen.translate.wire.Operation;
import com.fasterxml.jackson.core.JsonToken;
import java.math.BigDecimal;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.springframework.dao.DataAccessException;

/**
 * The step {@code reserveBudget}: sets aside what a request may cost of the budgets and of the tokens a minute of its key and its
 * account, or refuses it. The request's end settles it, however it ends.
 */
public final class ReserveBudget implements Processor {

  private final Tariffs tariffs;
  private final Ledger ledger;
  private final TokenLimiter limiter;
  private final BudgetEvents events;
  private final Clock clock;
  private final long mostOutput;
  private final PriceRule prices;

  ReserveBudget(Tariffs tariffs, Ledger ledger, TokenLimiter limiter, BudgetEvents events, Clock clock, long mostOutput,
      PriceRule prices) {
    this.tariffs = tariffs;
    this.ledger = ledger;
    this.limiter = limiter;
    this.events = events;
    this.clock = clock;
    this.mostOutput = mostOutput;
    this.prices = prices;
  }

  /** Returns whether a request of this caller may only go out with a reservation. */
  public static boolean isNeeded(Principal caller, Operation operation) {
    return operation != Operation.COUNT_TOKENS && (caller.rules().maxBudgetUsd() != null
        || caller.account().maxBudgetUsd() != null || caller.rules().dailyTokenBudget() != null
        || caller.rules().weeklyTokenBudget() != null || caller.rules().maxSessionUsd() != null
        || caller.rules().maxSessionRequests() != null || caller.rules().tpmLimit() != null || caller.account().tpmLimit() != null);
  }

  @Override
  public void process(Exchange exchange) {
    Principal caller = Principal.required(exchange);
    ModelRequest request = ModelRequest.of(exchange);
    boolean needed = isNeeded(caller, request.operation());
    if (!needed && !prices.holdsFor(request)) {
      return;
    }
    Outcome outcome = Inbound.of(exchange).outcome();
    Provider.Target target = Provider.Target.of(exchange);
    prices.require(request, target, outcome);
    if (needed) {
      Attempts attempts = Attempts.of(exchange);
      // Targets without a price are left out when it is their turn.
      reserve(exchange, caller, request, attempts == null ? List.of(target)
          : attempts.candidates().stream().filter(one -> prices.allows(request, one, outcome)).toList());
    }
  }

  /** Reserves what the request may use at most, at whichever of its targets. */
  private void reserve(Exchange exchange, Principal caller, ModelRequest request, List<Provider.Target> targets) {
    Inbound inbound = Inbound.of(exchange);
    refuseBackground(caller, request, inbound);
    Reservation reservation = new Reservation(inbound.requestId(), ledger, limiter);
    inbound.onComplete(() -> reservation.settle(inbound.outcome()));
    long asked = request.operation().writesText() ? OutputBound.of(request) : 0;
    long input = 0;
    long output = 0;
    Tariff dearest = null;
    long nanos = -1;
    for (Provider.Target target : targets) {
      Tariff tariff = tariffs.of(request, target, inbound.outcome());
      long most = !request.operation().writesText() ? 0
          : Math.min(mostOutput, asked > 0 ? asked : mostOfModel(target)) * OutputBound.answers(request);
      input = tariff.inputTokens();
      output = Math.max(output, most);
      if (Meters.nanos(tariff.estimate(most)) > nanos) {
        nanos = Meters.nanos(tariff.estimate(most));
        dearest = tariff;
      }
    }
    long mostOutputTokens = output;
    Tariff first = dearest;
    boolean free = request.operation() == Operation.RESPONSE; // The response was paid for when it was made, or is when it is done.
    budgets(caller, inbound, reservation, free ? 0 : input + output, free ? 0 : nanos, free ? 0 : 1);
    tokens(caller, reservation, inbound, input, output, asked > 0);
    reservation.attach(exchange, nextInput -> {
      reservation.endRound(inbound.outcome());
      Tariff last = inbound.outcome().bill().tariff();
      Tariff next = (last == null ? first : last).withInputTokens(nextInput);
      budgets(caller, inbound, reservation, next.inputTokens() + mostOutputTokens, Meters.nanos(next.estimate(mostOutputTokens)), 0);
    });
  }

  /** Refuses a response in the background where there is a budget: what it uses is only known when somebody asks for it, if ever. */
  private void refuseBackground(Principal caller, ModelRequest request, Inbound inbound) {
    boolean background = request.operation() == Operation.CHAT && request.surface().label().equals("responses")
        && request.scan().fields().stream().anyMatch(field -> field.name().equals("background") && field.type() == JsonToken.VALUE_TRUE);
    if (background && Meters.of(caller, inbound.outcome().sessionId(), clock.instant()).stream()
        .anyMatch(meter -> meter.unit() != Unit.REQUESTS)) {
      throw GatewayException.badRequest(ErrorCode.UNSUPPORTED_PARAMETER, "background", "'background' must not be true for a key or an account "
          + "that has a budget, since what a response in the background uses isn't known in time. Leave it out, or use a key without a budget.");
    }
  }

  private long mostOfModel(Provider.Target target) {
    return target.facts().maxOutputTokens() == null ? mostOutput : target.facts().maxOutputTokens();
  }

  /**
   * Reserves what a call may cost.
   *
   * @param requests 1 for the first call of a request; 0 for a further one, and for one about a stored response
   */
  private void budgets(Principal caller, Inbound inbound, Reservation reservation, long tokens, long nanos, int requests) {
    List<Need> needs = new ArrayList<>(4);
    for (Meter meter : Meters.of(caller, inbound.outcome().sessionId(), clock.instant())) {
      if (meter.unit() == Unit.REQUESTS && requests == 0) {
        continue;
      }
      needs.add(new Need(meter, switch (meter.unit()) {
        case TOKENS -> tokens;
        case NANO_USD -> nanos;
        case REQUESTS -> requests;
      }));
    }
    if (needs.isEmpty()) {
      return;
    }
    Ledger.Verdict verdict;
    try {
      verdict = reservation.reserve(needs);
    } catch (DataAccessException e) {
      throw GatewayException.authUnavailable();
    }
    if (verdict.refused() != null) {
      events.refused(verdict.refused());
      throw exceeded(verdict, needs);
    }
  }

  private static GatewayException exceeded(Ledger.Verdict verdict, List<Need> needs) {
    Meter meter = verdict.refused();
    long need = needs.stream().filter(one -> one.meter().equals(meter)).findFirst().orElseThrow().amount();
    return GatewayException.of(ErrorCode.BUDGET_EXCEEDED, "The budget of " + meter.subject() + ", " + amount(meter, meter.limit())
        + ", has no room for this request: " + amount(meter, verdict.left()) + " are left, and the request may need " + amount(meter, need)
        + ". " + advice(meter));
  }

  private static String advice(Meter meter) {
    if (meter.sessionId() != null) {
      return "Go on in a new session, or raise the limit of the key.";
    }
    return meter.renewsAt() == null
        ? "The budget doesn't renew. Raise it."
        : "The budget renews at " + meter.renewsAt() + ". Wait until then, or raise it.";
  }

  private static String amount(Meter meter, long amount) {
    return switch (meter.unit()) {
      case TOKENS -> amount + " tokens";
      case REQUESTS -> amount + (amount == 1 ? " request" : " requests");
      case NANO_USD -> Money.text(BigDecimal.valueOf(amount, Money.DECIMALS)) + " USD";
    };
  }

  /** Reserves the tokens. An answer without a bound in the request never makes the request too long for a limit by itself. */
  private void tokens(Principal caller, Reservation reservation, Inbound inbound, long input, long output, boolean bounded) {
    take(reservation, inbound, "key:" + caller.keyId(), "key", caller.rules().tpmLimit(), input, output, bounded);
    take(reservation, inbound, "account:" + caller.accountId(), "account", caller.account().tpmLimit(), input, output, bounded);
  }

  private static void take(Reservation reservation, Inbound inbound, String bucket, String whose, Integer limit, long input, long output,
      boolean bounded) {
    if (limit == null) {
      return;
    }
    long tokens = bounded ? input + output : Math.max(input, Math.min(limit, input + output));
    if (tokens > limit) {
      throw GatewayException.of(ErrorCode.REQUEST_EXCEEDS_TOKEN_LIMIT, "This request may need " + tokens
          + " tokens, and the limit of this " + whose + " is " + limit + " a minute. Send a shorter one, or one with a smaller maximum.");
    }
    TokenLimiter.Taken taken = reservation.take(bucket, limit, Math.max(1, tokens));
    taken.writeTo(inbound.response());
    if (!taken.granted()) {
      long seconds = taken.retryAfterSeconds();
      throw GatewayException.of(ErrorCode.TOKENS_RATE_LIMIT_EXCEEDED, "The limit of this " + whose + ", " + limit
          + " tokens a minute, is used up: " + taken.remaining() + " are left, and this request may need " + tokens + ". Retry in "
          + seconds + " s, or raise the limit.").header("Retry-After", Long.toString(seconds));
    }
  }
}
