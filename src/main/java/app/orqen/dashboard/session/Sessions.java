package app.orqen.dashboard.session;

import app.orqen.bytes.Sha256;
import app.orqen.key.Principal;
import app.orqen.key.Scope;
import app.orqen.lookup.Remembered;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Keeps sessions in SQL, so that signing out and revoking a key end them on every replica. The token is random, and only its
 * hash is kept. The Orqen key isn't kept at all.
 */
public final class Sessions {

  private static final Logger LOG = LoggerFactory.getLogger(Sessions.class);
  private static final int TOKEN_BYTES = 32;
  private static final int TOKEN_LENGTH = 43;
  private static final SecureRandom RANDOM = new SecureRandom();

  private final JdbcClient jdbc;
  private final TransactionOperations transaction;
  private final Remembered<Principal> keys;
  private final Clock clock;
  private final Duration lifetime;

  public Sessions(JdbcClient jdbc, TransactionOperations transaction, Remembered<Principal> keys, Clock clock,
      Duration lifetime) {
    this.jdbc = jdbc;
    this.transaction = transaction;
    this.keys = keys;
    this.clock = clock;
    this.lifetime = lifetime;
  }

  public Duration lifetime() {
    return lifetime;
  }

  /** Begins a session of a proven key and returns its token. */
  public String begin(Principal principal) {
    byte[] bytes = new byte[TOKEN_BYTES];
    RANDOM.nextBytes(bytes);
    String token = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    transaction.executeWithoutResult(status ->
        jdbc.sql("insert into dashboard_session (token_hash, key_hash, ends_at) values (:token, :key, :ends)")
            .param("token", Sha256.hex(token)).param("key", principal.keyHash())
            .param("ends", utc(clock.instant().plus(lifetime))).update());
    return token;
  }

  /**
   * Returns the session of a token when there is one and its key is still valid.
   *
   * @throws DataAccessException or {@link Remembered.UnavailableException} when the database can't be asked
   */
  Optional<Session> find(String token) {
    if (token == null || token.length() != TOKEN_LENGTH) {
      return Optional.empty();
    }
    String tokenHash = Sha256.hex(token);
    Instant now = clock.instant();
    return jdbc.sql("select key_hash from dashboard_session where token_hash = :token and ends_at > :now")
        .param("token", tokenHash).param("now", utc(now)).query(String.class).optional()
        .flatMap(keys::find)
        .filter(key -> key.keyActive() && key.accountActive() && !key.expiredAt(now) && !key.secretEndedAt(now) && maySignIn(key))
        .map(key -> new Session(key, Sha256.hex("csrf " + token), tokenHash));
  }

  /** Returns whether a key opens the dashboard, which can change all that the account has. */
  static boolean maySignIn(Principal key) {
    return key.rules().scope() == Scope.ALL;
  }

  void end(Session session) {
    transaction.executeWithoutResult(status ->
        jdbc.sql("delete from dashboard_session where token_hash = :token").param("token", session.tokenHash()).update());
  }

  /** Removes sessions that are over. Never throws, since a schedule ends with an exception. */
  public void expire() {
    try {
      jdbc.sql("delete from dashboard_session where ends_at < :now").param("now", utc(clock.instant())).update();
    } catch (DataAccessException e) {
      LOG.debug("sessions that are over not deleted", e);
    }
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }
}
