package app.orqen.account;

import app.orqen.audit.Audit;
import app.orqen.change.Changes;
import app.orqen.dispatch.address.ApiBase;
import app.orqen.endpoint.Endpoint;
import app.orqen.inbound.Inbound;
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
  AccountRepository accountRepository(JdbcClient jdbc, Changes changes, Clock clock) {
    return new AccountRepository(jdbc, changes, clock);
  }

  @Bean
  KeyRepository keyRepository(JdbcClient jdbc, Changes changes, Clock clock) {
    return new KeyRepository(jdbc, changes, clock);
  }

  @Bean
  KeyEndpoints keyEndpoints(KeyRepository keys, Audit audit, Clock clock) {
    return new KeyEndpoints(keys, audit, clock);
  }

  @Bean
  Endpoint accountKeys(KeyEndpoints keys) {
    return Endpoint.ofAccount().on("GET", keys::list).on("POST", keys::create);
  }

  @Bean
  Endpoint accountKey(KeyEndpoints keys) {
    return Endpoint.ofAccount().on("GET", keys::show).on("PATCH", keys::change).on("DELETE", keys::delete);
  }

  @Bean
  Endpoint accountKeyToolList(KeyEndpoints keys) {
    return Endpoint.ofAccount().on("GET", keys::showLists).on("PUT", keys::putLists);
  }

  @Bean
  ProviderEndpoints providerEndpoints(CredentialStore store, Audit audit, ProviderRegistry providers,
      ApiBase apiBase) {
    return new ProviderEndpoints(store, audit, providers, apiBase);
  }

  @Bean
  Endpoint accountProviders(ProviderEndpoints providers) {
    return Endpoint.ofAccount().on("GET", providers::list).on("PUT", providers::put);
  }

  @Bean
  Endpoint accountProvider(ProviderEndpoints providers) {
    return Endpoint.ofAccount().on("DELETE", providers::delete);
  }

  @Bean
  Endpoint accountProfile(AccountRepository accounts, Audit audit) {
    ProfileEndpoints profile = new ProfileEndpoints(accounts, audit);
    return Endpoint.ofAccount().on("GET", profile::show).on("DELETE", profile::delete);
  }

  @Bean
  AdminEndpoints adminEndpoints(AccountRepository accounts, KeyRepository keys, CredentialStore credentials, Audit audit) {
    return new AdminEndpoints(accounts, keys, credentials, audit);
  }

  @Bean
  Endpoint adminAccounts(AdminEndpoints admin) {
    return Endpoint.ofOperator().on("GET", admin::list).on("POST", admin::create);
  }

  @Bean
  Endpoint adminAccount(AdminEndpoints admin) {
    return Endpoint.ofOperator().on("PATCH", admin::change);
  }

  @Bean
  Endpoint adminReencrypt(AdminEndpoints admin) {
    return Endpoint.ofOperator().on("POST", admin::reencrypt);
  }

  /** The step for paths that nothing else takes. */
  @Bean
  Processor notFound() {
    return exchange -> {
      throw GatewayException.notFound(Inbound.of(exchange).path());
    };
  }
}
