package app.orqen.throttle;

/** The request limits of keys. */
public interface RateLimiter {

  /** Takes one token of a key's bucket, if there is one; a refusal takes none. */
  Quota consume(String keyId, int requestsPerMinute);

  /** A key's bucket as it stands. */
  Quota peek(String keyId, int requestsPerMinute);
}
