package app.orqen.dashboard;

import app.orqen.account.KeyRepository;
import app.orqen.dashboard.session.AuthenticateSession;
import app.orqen.key.Principal;
import app.orqen.lookup.Remembered;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Makes the step of the dashboard's routes. With the dashboard switched off there are no sessions, and the step refuses every
 * call.
 */
@Configuration(proxyBeanMethods = false)
class DashboardSteps {

  @Bean
  AuthenticateSession authenticateSession(KeyRepository repository, Remembered<Principal> keys, Clock clock) {
    return new AuthenticateSession(repository, keys, clock);
  }
}
