package app.orqen.account;

import app.orqen.audit.Audit;
import app.orqen.auth.KnownHashes;
import app.orqen.dispatch.ApiBase;
import app.orqen.inbound.Inbound;
import app.orqen.key.Principal;
import app.orqen.lookup.Remembered;
import app.orqen.provider.ProviderRegistry;
import app.orqen.reply.GatewayException;
import app.orqen.vault.CredentialStore;
import java.time.Clock;
import org.apache.camel.Processor;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

@Configuration(proxyBeanMethods = false)
class AccountConfiguration {

  @Bean
  AccountRepository accountRepository(JdbcClient jdbc, Clock clock) {
    return new AccountRepository(jdbc, clock);
  }

  @Bean
  KeyRepository keyRepository(JdbcClient jdbc, Clock clock) {
    return new KeyRepository(jdbc, clock);
  }

  @Bean
  Forget forget(Remembered<Principal> keys, KnownHashes hashes, CredentialStore credentials) {
    return new Forget(keys, hashes, credentials);
  }

  @Bean
  KeyEndpoints.Collection accountKeys(KeyRepository keys, Audit audit, Forget forget, Clock clock) {
    return new KeyEndpoints.Collection(keys, audit, forget, clock);
  }

  @Bean
  KeyEndpoints.Item accountKey(KeyRepository keys, Audit audit, Forget forget, Clock clock) {
    return new KeyEndpoints.Item(keys, audit, forget, clock);
  }

  @Bean
  KeyEndpoints.ToolList accountKeyToolList(KeyRepository keys, Audit audit, Forget forget) {
    return new KeyEndpoints.ToolList(keys, audit, forget);
  }

  @Bean
  ProviderEndpoints.Collection accountProviders(CredentialStore store, Audit audit, ProviderRegistry providers, ApiBase apiBase) {
    return new ProviderEndpoints.Collection(store, audit, providers, apiBase);
  }

  @Bean
  ProviderEndpoints.Item accountProvider(CredentialStore store, Audit audit) {
    return new ProviderEndpoints.Item(store, audit);
  }

  @Bean
  ProfileEndpoint accountProfile(AccountRepository accounts, Audit audit, Forget forget) {
    return new ProfileEndpoint(accounts, audit, forget);
  }

  @Bean
  AdminEndpoints.Accounts adminAccounts(AccountRepository accounts, KeyRepository keys, Forget forget,
      Audit audit) {
    return new AdminEndpoints.Accounts(accounts, keys, forget, audit);
  }

  @Bean
  AdminEndpoints.Account adminAccount(AccountRepository accounts, Audit audit, Forget forget) {
    return new AdminEndpoints.Account(accounts, audit, forget);
  }

  @Bean
  AdminEndpoints.Reencrypt adminReencrypt(CredentialStore store, Audit audit) {
    return new AdminEndpoints.Reencrypt(store, audit);
  }

  /** The step for paths that nothing else takes. */
  @Bean
  Processor notFound() {
    return exchange -> {
      throw GatewayException.notFound(Inbound.of(exchange).path());
    };
  }
}
