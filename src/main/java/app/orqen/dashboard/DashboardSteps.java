package app.orqen.dashboard;

import app.orqen.account.KeyRepository;
import app.orqen.dashboard.session.AuthenticateSession;
import app.orqen.key.Principal;
import app.orqen.lookup.Remembered;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The step of the dashboard's routes; with the dashboard switched off there are no sessions, and it refuses everybody. */
@Configuration(proxyBeanMethods = false)
class DashboardSteps {

  @Bean
  AuthenticateSession authenticateSession(KeyRepository repository, Remembered<Principal> keys, Clock clock) {
    return new AuthenticateSession(repository, keys, clock);
  }
}
