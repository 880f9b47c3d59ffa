package app.orqen.auth;

import app.orqen.inbound.Inbound;
import app.orqen.key.ApiKey;
import app.orqen.key.Principal;
import app.orqen.lookup.Remembered;
import app.orqen.reply.ErrorCode;
import app.orqen.reply.GatewayException;
import app.orqen.throttle.FailedAttempts;
import app.orqen.throttle.RateLimiter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.Optional;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;

/**
 * The step {@code authenticate}: proves the Orqen key and puts its {@link Principal} on the exchange. The key is proven first.
 * Only a caller that holds it is told about the account's state and the key's expiry.
 */
public final class Authenticate implements Processor {

  private final Remembered<Principal> keys;
  private final KnownHashes knownHashes;
  private final FailedAttempts failedAttempts;
  private final RateLimiter limiter;
  private final Clock clock;
  private final String supportContact;

  Authenticate(Remembered<Principal> keys, KnownHashes knownHashes, FailedAttempts failedAttempts,
      RateLimiter limiter, Clock clock, String supportContact) {
    this.keys = keys;
    this.knownHashes = knownHashes;
    this.failedAttempts = failedAttempts;
    this.limiter = limiter;
    this.clock = clock;
    this.supportContact = supportContact;
  }

  @Override
  public void process(Exchange exchange) {
    Inbound inbound = Inbound.of(exchange);
    Principal principal = prove(inbound);
    inbound.outcome().authenticated(principal.accountId(), principal.keyId());
    inbound.memory().ownedBy(principal.keyId());
    inbound.lastHeaders(answer -> limiter.peek(principal.keyId(), principal.rateLimitRpm()).writeTo(answer));
    Access.require(principal, inbound);
    if (!principal.accountActive()) {
      throw GatewayException.of(ErrorCode.ACCOUNT_INACTIVE,
          "This account is inactive. Contact " + supportContact + ".");
    }
    if (principal.expiredAt(clock.instant())) {
      throw refuse(inbound, GatewayException.of(ErrorCode.EXPIRED_API_KEY,
          "This Orqen API key has expired. Create a new key, or set a later expires_at with another key of the account."));
    }
    principal.attach(exchange);
  }

  private Principal prove(Inbound inbound) {
    String key = PresentedKey.of(inbound);
    if (key == null) {
      throw refuse(inbound, GatewayException.invalidApiKey());
    }
    String hash = ApiKey.hash(key);
    Principal principal = find(inbound, hash).orElse(null);
    if (principal == null || !principal.keyActive() || !sameHash(principal.keyHash(), hash)
        || principal.secretEndedAt(clock.instant())) {
      throw refuse(inbound, GatewayException.invalidApiKey());
    }
    return principal;
  }

  /**
   * Looks in memory and then in the database. The guesses of an address that has used up its attempts don't reach the database.
   */
  private Optional<Principal> find(Inbound inbound, String hash) {
    Optional<Principal> remembered = keys.remembered(hash);
    if (remembered != null) {
      return remembered;
    }
    if (failedAttempts.isExhausted(address(inbound)) && !knownHashes.mayContain(hash)) {
      return Optional.empty();
    }
    try {
      return keys.find(hash);
    } catch (Remembered.UnavailableException e) {
      throw GatewayException.authUnavailable();
    }
  }

  private static boolean sameHash(String stored, String presented) {
    return MessageDigest.isEqual(stored.getBytes(StandardCharsets.US_ASCII),
        presented.getBytes(StandardCharsets.US_ASCII));
  }

  /** Returns the refusal. Every 401 counts against the address. Past its limit the answer is a 429. */
  private GatewayException refuse(Inbound inbound, GatewayException refusal) {
    return refuse(failedAttempts, inbound, refusal);
  }

  static GatewayException refuse(FailedAttempts failedAttempts, Inbound inbound, GatewayException refusal) {
    long wait = failedAttempts.count(address(inbound));
    return wait == 0 ? refusal : GatewayException.of(ErrorCode.TOO_MANY_FAILED_ATTEMPTS,
        "Too many failed attempts from this address. Correct the key, and retry in " + wait + " s.")
        .header("Retry-After", Long.toString(wait));
  }

  private static String address(Inbound inbound) {
    return inbound.request().getRemoteAddr();
  }
}
