package app.orqen.throttle;

import app.orqen.inbound.Inbound;
import app.orqen.key.Principal;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/** The step {@code throttle}: takes one token of the key's requests a minute, or answers 429. */
public final class Throttle implements Processor {

  private final RateLimiter limiter;

  public Throttle(RateLimiter limiter) {
    this.limiter = limiter;
  }

  @Override
  public void process(Exchange exchange) {
    Principal principal = Principal.of(exchange);
    if (principal == null) {
      throw GatewayException.invalidApiKey();
    }
    Quota quota = limiter.consume(principal.keyId(), principal.rateLimitRpm());
    Inbound.of(exchange).lastHeaders(quota::writeTo);
    if (!quota.granted()) {
      long seconds = quota.retryAfterSeconds();
      throw GatewayException.of(ErrorCode.RATE_LIMIT_EXCEEDED,
          "This key's limit of " + quota.limit() + " requests a minute is used up. Retry in " + seconds
              + " s, or raise the limit of the key.")
          .header("Retry-After", Long.toString(seconds));
    }
  }
}
