package app.orqen.state;

import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcOperations;

/** Removes owners that have expired, and an account's oldest beyond the number that it may have. */
final class OwnerExpiry {

  private static final Logger LOG = LoggerFactory.getLogger(OwnerExpiry.class);

  private final JdbcOperations jdbc;
  private final int most;
  private final Clock clock;

  OwnerExpiry(JdbcOperations jdbc, int most, Clock clock) {
    this.jdbc = jdbc;
    this.most = most;
    this.clock = clock;
  }

  /** Removes what is too old or too much now. Never throws, since a schedule ends with an exception. */
  void expire() {
    try {
      OffsetDateTime now = clock.instant().atOffset(ZoneOffset.UTC);
      jdbc.queryForList("select id from account", String.class).forEach(account -> {
        jdbc.update("delete from response_owner where account_id = ? and expires_at <= ?", account, now);
        List<OffsetDateTime> beyond = jdbc.queryForList("select expires_at from response_owner where account_id = ? "
            + "order by expires_at desc limit 1 offset ?", OffsetDateTime.class, account, most);
        if (!beyond.isEmpty()) {
          jdbc.update("delete from response_owner where account_id = ? and expires_at <= ?", account, beyond.get(0));
        }
      });
    } catch (RuntimeException e) {
      LOG.warn("Old owners of responses can't be deleted: {}", e.toString());
    }
  }
}
