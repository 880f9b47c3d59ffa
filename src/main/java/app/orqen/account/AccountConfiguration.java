package app.orqen.account;

import app.orqen.change.Changes;
import app.orqen.dispatch.ApiBase;
import app.orqen.inbound.Inbound;
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
  AccountRepository accountRepository(JdbcClient jdbc, Changes changes, Clock clock) {
    return new AccountRepository(jdbc, changes, clock);
  }

  @Bean
  KeyRepository keyRepository(JdbcClient jdbc, Changes changes, Clock clock) {
    return new KeyRepository(jdbc, changes, clock);
  }

  @Bean
  KeyEndpoints.Collection accountKeys(KeyRepository keys, Clock clock) {
    return new KeyEndpoints.Collection(keys, clock);
  }

  @Bean
  KeyEndpoints.Item accountKey(KeyRepository keys, Clock clock) {
    return new KeyEndpoints.Item(keys, clock);
  }

  @Bean
  KeyEndpoints.ToolList accountKeyToolList(KeyRepository keys) {
    return new KeyEndpoints.ToolList(keys);
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
  ProfileEndpoint accountProfile(AccountRepository accounts) {
    return new ProfileEndpoint(accounts);
  }

  @Bean
  AdminEndpoints.Accounts adminAccounts(AccountRepository accounts, KeyRepository keys,
      PlatformTransactionManager transactions) {
    return new AdminEndpoints.Accounts(accounts, keys, new TransactionTemplate(transactions));
  }

  @Bean
  AdminEndpoints.Account adminAccount(AccountRepository accounts) {
    return new AdminEndpoints.Account(accounts);
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
