package app.orqen.throttle;

/** Limits the requests a minute of each key. */
public interface RateLimiter {

  /** Takes one token of a key's bucket if there is one. A refusal takes nothing. */
  Quota consume(String keyId, int requestsPerMinute);

  /** Returns the state of a key's bucket without taking a token. */
  Quota peek(String keyId, int requestsPerMinute);
}
