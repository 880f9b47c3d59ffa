package app.orqen.change;

import app.orqen.store.StoreConnections;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
class ChangeConfiguration {

  private static final Logger LOG = LoggerFactory.getLogger(ChangeConfiguration.class);
  /** The database is asked once a second and has two seconds to answer. */
  private static final Duration REACHABLE = Duration.ofSeconds(5);
  /** How long changes are kept. A replica that couldn't read them for longer forgets all that it holds in memory. */
  private static final Duration KEEP = Duration.ofDays(1);

  @Bean
  ChangeFeed.Source changeSource(StoreConnections database, @Value("${orqen.changes.poll}") Duration poll,
      @Value("${orqen.changes.listen}") boolean listen) {
    return new ChangeFeed.Source(database, poll, listen);
  }

  @Bean
  Changes changes(JdbcClient jdbc, TransactionTemplate transaction, List<ChangeListener> listeners, Clock clock,
      ChangeFeed.Source source) {
    return new Changes(jdbc, transaction, listeners, clock, source.isPostgres());
  }

  @Bean(initMethod = "start", destroyMethod = "close")
  @DependsOnDatabaseInitialization
  ChangeFeed changeFeed(ChangeFeed.Source source, List<ChangeListener> listeners, JdbcClient jdbc, Clock clock,
      ScheduledExecutorService background, MeterRegistry meters) {
    ChangeFeed feed = new ChangeFeed(source, new ChangeReader(listeners));
    Gauge.builder("orqen.changes.age", feed, ChangeFeed::age).baseUnit("seconds")
        .description("Time since this replica last knew every change that another made").register(meters);
    Gauge.builder("orqen.database.up", feed, followed -> followed.age() < REACHABLE.toSeconds() ? 1 : 0)
        .description("1 while the database answers, which it is asked every second at least").register(meters);
    background.scheduleWithFixedDelay(() -> deleteOld(jdbc, clock), 1, 60, TimeUnit.MINUTES);
    return feed;
  }

  /** Deletes old changes except for the newest one. A replica that saw the newest one last knows that it missed nothing. */
  private static void deleteOld(JdbcClient jdbc, Clock clock) {
    try {
      jdbc.sql("delete from state_change where changed_at < :oldest and id < (select last from change_counter)")
          .param("oldest", clock.instant().minus(KEEP).atOffset(ZoneOffset.UTC)).update();
    } catch (DataAccessException e) {
      LOG.debug("old changes not deleted", e);
    }
  }
}
