package app.orqen.vault;

import app.orqen.change.ChangeListener;
import app.orqen.change.Changes;
import app.orqen.lookup.Remembered;
import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.util.concurrent.Executor;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
class VaultConfiguration {

  @Bean
  Vault vault(@Value("${orqen.vault.keys}") String keys, @Value("${orqen.vault.keys-file}") String file,
      @Value("${orqen.data-dir}") Path dataDir, JdbcClient jdbc) {
    return new Vault(KeyRingSource.read(keys, file, dataDir,
        () -> CredentialRows.count(jdbc)));
  }

  @Bean
  CredentialRows credentialRows(JdbcClient jdbc, Clock clock, @Qualifier("applicationTaskExecutor") Executor writer) {
    return new CredentialRows(jdbc, new CredentialHealths(clock, Ticker.systemTicker(), writer,
        (id, state, at) -> CredentialRows.state(jdbc, id, state, at)));
  }

  @Bean
  Remembered<CredentialStore.Held> credentials(CredentialRows rows, Remembered.Staleness staleness,
      @Qualifier("applicationTaskExecutor") Executor refresher) {
    return new Remembered<>("provider credentials", key -> CredentialStore.load(rows, key), staleness, refresher,
        Ticker.systemTicker());
  }

  @Bean
  ChangeListener credentialChanges(Remembered<CredentialStore.Held> credentials) {
    return new CredentialChanges(credentials);
  }

  @Bean
  CredentialStore credentialStore(CredentialRows rows, Vault vault, Remembered<CredentialStore.Held> credentials,
      Changes changes, Clock clock, MeterRegistry meters) {
    Counter undecryptable = Counter.builder("orqen.vault.undecryptable")
        .description("Times that a call found a stored credential which no vault key opens").register(meters);
    CredentialStore store = new CredentialStore(rows, vault, credentials, changes, clock, undecryptable::increment);
    if (store.opensNothing()) {
      throw new IllegalStateException("None of the vault keys opens any stored provider credential. Give the keys that "
          + "encrypted them (ORQEN_VAULT_KEYS or ORQEN_VAULT_KEYS_FILE), newest first.");
    }
    return store;
  }
}
