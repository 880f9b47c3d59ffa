package app.orqen.store;

import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;

/**
 * Part of readiness. It is down while the embedded database is closed, since only this pod can't serve then. A remote database
 * isn't asked, because every pod would become unready with it although keys in memory still work.
 */
final class StoreHealth implements HealthIndicator {

  private final EmbeddedStore embedded;

  /**
   * Makes the indicator.
   *
   * @param embedded null when the database is elsewhere
   */
  StoreHealth(EmbeddedStore embedded) {
    this.embedded = embedded;
  }

  @Override
  public Health health() {
    String closed = embedded == null ? null : embedded.closed();
    return closed == null ? Health.up().build() : Health.down().withDetail("closed", closed).build();
  }
}
