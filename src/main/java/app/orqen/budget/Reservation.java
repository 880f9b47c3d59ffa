package app.orqen.budget;

import app.orqen.inbound.Outcome;
import app.orqen.throttle.TokenLimiter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import org.apache.camel.Exchange;

/** What is set aside for one request, of its budgets and of its tokens a minute, until it ends. */
public final class Reservation {

  private static final String VARIABLE = "orqenReservation";

  /** Tokens that were taken of a bucket. */
  private record Bucket(String id, int limit, long tokens) {}

  private final String id;
  private final Ledger ledger;
  private final TokenLimiter limiter;
  private final List<Bucket> buckets = new ArrayList<>(2);
  private List<Need> needs = List.of();
  private int round;
  private long tokensCounted;
  private long nanosCounted;
  private LongConsumer nextRound = tokens -> { };

  Reservation(String id, Ledger ledger, TokenLimiter limiter) {
    this.id = id;
    this.ledger = ledger;
    this.limiter = limiter;
  }

  /** Returns whether the step {@code reserveBudget} has seen an exchange. */
  public static boolean isMade(Exchange exchange) {
    return exchange.getVariable(VARIABLE) instanceof Reservation;
  }

  /**
   * Hands the reservation to the steps behind.
   *
   * @param reserveRound sets aside what a further call for the same request may cost, by its tokens of input
   */
  void attach(Exchange exchange, LongConsumer reserveRound) {
    nextRound = reserveRound;
    exchange.setVariable(VARIABLE, this);
  }

  /**
   * Prepares a further call for the same request: counts what the calls before it used, and sets aside what it may cost. Does nothing
   * for a request without a budget.
   *
   * @param inputTokens an estimate of the call's input
   * @throws app.orqen.reply.GatewayException 402 when a budget has no room for it
   */
  public static void nextRound(Exchange exchange, long inputTokens) {
    if (exchange.getVariable(VARIABLE) instanceof Reservation reservation) {
      reservation.nextRound.accept(inputTokens);
    }
  }

  Ledger.Verdict reserve(List<Need> wanted) {
    Ledger.Verdict verdict = ledger.reserve(ledgerId(), wanted);
    if (verdict.refused() == null) {
      needs = wanted;
    }
    return verdict;
  }

  /** Ends a call of the request, as far as budgets go. */
  void endRound(Outcome outcome) {
    settleBudgets(outcome);
    round++;
  }

  /** Returns the name of the current call in the ledger. */
  private String ledgerId() {
    return round == 0 ? id : id + "#" + round;
  }

  TokenLimiter.Taken take(String bucket, int limit, long tokens) {
    TokenLimiter.Taken taken = limiter.take(bucket, limit, tokens);
    if (taken.granted()) {
      buckets.add(new Bucket(bucket, limit, tokens));
    }
    return taken;
  }

  /** Counts what the request used and gives the rest back; for its end, whatever that is. */
  void settle(Outcome outcome) {
    settleBudgets(outcome);
    buckets.forEach(bucket -> limiter.settle(bucket.id, bucket.limit, bucket.tokens, outcome.usage().total()));
  }

  private void settleBudgets(Outcome outcome) {
    if (needs.isEmpty()) {
      return;
    }
    long tokens = outcome.usage().total() - tokensCounted;
    long nanos = Meters.nanos(outcome.bill().known()) - nanosCounted;
    ledger.settle(ledgerId(), needs, needs.stream().mapToLong(need -> switch (need.meter().unit()) {
      case TOKENS -> tokens;
      case NANO_USD -> nanos;
      case REQUESTS -> outcome.bill().tariff() == null ? 0 : 1;
    }).toArray());
    tokensCounted += tokens;
    nanosCounted += nanos;
    needs = List.of();
  }
}
