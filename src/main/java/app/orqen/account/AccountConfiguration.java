package app.orqen.account;

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
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

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
  KeyEndpoints.Collection accountKeys(KeyRepository keys, Forget forget, Clock clock) {
    return new KeyEndpoints.Collection(keys, forget, clock);
  }

  @Bean
  KeyEndpoints.Item accountKey(KeyRepository keys, Forget forget, Clock clock) {
    return new KeyEndpoints.Item(keys, forget, clock);
  }

  @Bean
  KeyEndpoints.ToolList accountKeyToolList(KeyRepository keys, Forget forget) {
    return new KeyEndpoints.ToolList(keys, forget);
  }

  @Bean
  ProviderEndpoints.Collection accountProviders(CredentialStore store, ProviderRegistry providers, ApiBase apiBase) {
    return new ProviderEndpoints.Collection(store, providers, apiBase);
  }

  @Bean
  ProviderEndpoints.Item accountProvider(CredentialStore store) {
    return new ProviderEndpoints.Item(store);
  }

  @Bean
  ProfileEndpoint accountProfile(AccountRepository accounts, Forget forget) {
    return new ProfileEndpoint(accounts, forget);
  }

  @Bean
  AdminEndpoints.Accounts adminAccounts(AccountRepository accounts, KeyRepository keys, Forget forget,
      PlatformTransactionManager transactions) {
    return new AdminEndpoints.Accounts(accounts, keys, forget, new TransactionTemplate(transactions));
  }

  @Bean
  AdminEndpoints.Account adminAccount(AccountRepository accounts, Forget forget) {
    return new AdminEndpoints.Account(accounts, forget);
  }

  @Bean
  AdminEndpoints.Reencrypt adminReencrypt(CredentialStore store) {
    return new AdminEndpoints.Reencrypt(store);
  }

  /** The step for paths that nothing else takes. */
  @Bean
  Processor notFound() {
    return exchange -> {
      throw GatewayException.notFound(Inbound.of(exchange).path());
    };
  }
}
