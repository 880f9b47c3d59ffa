package app.orqen.throttle;

import app.orqen.inbound.Inbound;
import app.orqen.key.Principal;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * The steps {@code throttle} and {@code throttleCounts}: each takes one token of the key's requests a minute, or answers 429.
 * Counts of tokens have a bucket of their own, of the same size, since agents ask for dozens at once.
 */
public final class Throttle implements Processor {

  private final RateLimiter limiter;
  private final String bucket;
  private final ParallelRequests parallel;

  /**
   * Creates the step.
   *
   * @param bucket what is appended to a key's id to name its bucket; empty for the key's own, which the headers tell of
   * @param parallel counts the requests of a key that run; null where they don't count
   */
  Throttle(RateLimiter limiter, String bucket, ParallelRequests parallel) {
    this.limiter = limiter;
    this.parallel = parallel;
    this.bucket = bucket;
  }

  @Override
  public void process(Exchange exchange) {
    Principal principal = Principal.required(exchange);
    Quota quota = limiter.consume(principal.keyId() + bucket, principal.rateLimitRpm());
    if (bucket.isEmpty()) {
      Inbound.of(exchange).lastHeaders(quota::writeTo);
    }
    if (!quota.granted()) {
      long seconds = quota.retryAfterSeconds();
      throw GatewayException.of(ErrorCode.RATE_LIMIT_EXCEEDED,
          "This key's limit of " + quota.limit() + (bucket.isEmpty() ? " requests" : " token counts")
              + " a minute is used up. Retry in " + seconds + " s, or raise the limit of the key.")
          .header("Retry-After", Long.toString(seconds));
    }
    if (parallel != null && principal.rules().maxParallelRequests() != null) {
      parallel.begin(principal.keyId(), principal.rules().maxParallelRequests(), Inbound.of(exchange));
    }
  }
}
