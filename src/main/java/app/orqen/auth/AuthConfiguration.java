package app.orqen.auth;

import app.orqen.change.ChangeListener;
import app.orqen.json.CharacterPlace;
import app.orqen.key.Principal;
import app.orqen.lookup.Remembered;
import app.orqen.secret.Secret;
import app.orqen.throttle.FailedAttempts;
import app.orqen.throttle.RateLimiter;
import com.github.benmanes.caffeine.cache.Ticker;
import java.time.Clock;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
class AuthConfiguration {

  private static final int DELETE = 0x7f;

  private static final Logger LOG = LoggerFactory.getLogger(AuthConfiguration.class);

  /** Rows that are read at once. */
  private static final int PAGE = 10_000;

  @Bean
  KeyRoutes keyRoutes(CamelContext camel) {
    return new KeyRoutes(camel.createProducerTemplate());
  }

  @Bean
  Remembered<Principal> keys(KeyStore store, Remembered.Staleness staleness,
      @Qualifier("applicationTaskExecutor") Executor refresher) {
    return new Remembered<>("keys", store::find, staleness, refresher, Ticker.systemTicker());
  }

  @Bean
  KnownHashes knownHashes(JdbcClient jdbc, ScheduledExecutorService background) {
    KnownHashes hashes = new KnownHashes();
    background.scheduleWithFixedDelay(() -> {
      try {
        hashes.read(reader -> readHashes(jdbc, reader));
      } catch (DataAccessException e) {
        LOG.debug("key hashes not read", e);
      }
    }, 0, 30, TimeUnit.SECONDS);
    return hashes;
  }

  /** Reads the hashes of all secrets page by page, since neither driver keeps a million rows in little memory. */
  private static void readHashes(JdbcClient jdbc, Consumer<String> reader) {
    readHashes(jdbc, reader, "key_hash");
    readHashes(jdbc, reader, "old_key_hash");
  }

  private static void readHashes(JdbcClient jdbc, Consumer<String> reader, String column) {
    String last = "";
    List<String> page;
    do {
      page = jdbc.sql("select " + column + " from api_key where " + column + " > ? order by " + column + " limit " + PAGE)
          .param(last).query(String.class).list();
      page.forEach(reader);
      last = page.isEmpty() ? last : page.get(page.size() - 1);
    } while (page.size() == PAGE);
  }

  @Bean
  ChangeListener keyChanges(Remembered<Principal> keys, KnownHashes hashes) {
    return new KeyChanges(keys, hashes);
  }

  @Bean
  Authenticate authenticate(Remembered<Principal> keys, KnownHashes knownHashes, FailedAttempts failedAttempts,
      RateLimiter limiter, Clock clock, @Value("${orqen.support-contact}") String supportContact) {
    return new Authenticate(keys, knownHashes, failedAttempts, limiter, clock, supportContact);
  }

  @Bean
  AuthenticateOperator authenticateOperator(@Value("${orqen.admin-token}") String token,
      FailedAttempts failedAttempts) {
    String refused = CharacterPlace.first(token, character -> character < ' ' || character >= DELETE);
    if (!refused.isEmpty()) {
      throw new IllegalArgumentException("ORQEN_ADMIN_TOKEN must be ASCII without control characters, since it is sent in a header" + refused);
    }
    return new AuthenticateOperator(token.isBlank() ? null : Secret.of(token), failedAttempts);
  }
}
