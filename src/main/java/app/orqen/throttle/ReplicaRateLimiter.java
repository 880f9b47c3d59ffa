package app.orqen.throttle;

/**
 * A rate limiter for one of several replicas that limits by itself. It grants its share of each key's limit, rounded down, but at
 * least one request a minute.
 */
final class ReplicaRateLimiter implements RateLimiter {

  private final RateLimiter limiter;
  private final int replicas;

  ReplicaRateLimiter(RateLimiter limiter, int replicas) {
    this.limiter = limiter;
    this.replicas = replicas;
  }

  @Override
  public Quota consume(String keyId, int requestsPerMinute) {
    return limiter.consume(keyId, share(requestsPerMinute)).ofLimit(requestsPerMinute);
  }

  @Override
  public Quota peek(String keyId, int requestsPerMinute) {
    return limiter.peek(keyId, share(requestsPerMinute)).ofLimit(requestsPerMinute);
  }

  private int share(int requestsPerMinute) {
    return Math.max(1, requestsPerMinute / replicas);
  }
}
