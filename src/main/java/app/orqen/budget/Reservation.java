package app.orqen.budget;

import app.orqen.inbound.Outcome;
import app.orqen.throttle.TokenLimiter;
import java.util.ArrayList;
import java.util.List;
import org.apache.camel.Exchange;

/** What is set aside for one request, of its budgets and of its tokens a minute, until it ends. */
public final class Reservation {

  private static final String VARIABLE = "orqenReservation";

  /** Tokens that were taken of a bucket. */
  private record Bucket(String id, int limit, long tokens) {}

  private final String id;
  private final Ledger ledger;
  private final TokenLimiter limiter;
  private List<Need> needs = List.of();
  private final List<Bucket> buckets = new ArrayList<>(2);

  Reservation(String id, Ledger ledger, TokenLimiter limiter) {
    this.id = id;
    this.ledger = ledger;
    this.limiter = limiter;
  }

  /** Returns whether the step {@code reserveBudget} has seen an exchange. */
  public static boolean isMade(Exchange exchange) {
    return exchange.getVariable(VARIABLE) instanceof Reservation;
  }

  void attach(Exchange exchange) {
    exchange.setVariable(VARIABLE, this);
  }

  Ledger.Verdict reserve(List<Need> wanted) {
    Ledger.Verdict verdict = ledger.reserve(id, wanted);
    if (verdict.refused() == null) {
      needs = wanted;
    }
    return verdict;
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
    long tokens = outcome.usage().total();
    if (!needs.isEmpty()) {
      long nanos = Meters.nanos(outcome.bill().known());
      ledger.settle(id, needs, needs.stream().mapToLong(need -> switch (need.meter().unit()) {
        case TOKENS -> tokens;
        case NANO_USD -> nanos;
        case REQUESTS -> outcome.bill().tariff() == null ? 0 : 1;
      }).toArray());
    }
    buckets.forEach(bucket -> limiter.settle(bucket.id, bucket.limit, bucket.tokens, tokens));
  }
}
