package app.orqen.account;

import app.orqen.audit.Audit;
import app.orqen.budget.Spending;
import app.orqen.change.Changes;
import app.orqen.dispatch.address.ApiBase;
import app.orqen.endpoint.EndpointRoutes;
import app.orqen.inbound.Inbound;
import app.orqen.provider.ProviderRegistry;
import app.orqen.reply.GatewayException;
import app.orqen.vault.CredentialStore;
import java.time.Clock;
import java.util.List;
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
  KeyJson keyJson(Spending spending, Clock clock) {
    return new KeyJson(spending, clock);
  }

  @Bean
  KeyEndpoints keyEndpoints(KeyRepository keys, KeyJson json, Audit audit, Clock clock) {
    return new KeyEndpoints(keys, json, audit, clock);
  }

  @Bean
  ProviderEndpoints providerEndpoints(CredentialStore store, Audit audit, ProviderRegistry providers,
      ApiBase apiBase) {
    return new ProviderEndpoints(store, audit, providers, apiBase);
  }

  @Bean
  EndpointRoutes accountRoutes(KeyEndpoints keys, ProviderEndpoints providers, AccountRepository accounts, KeyJson json,
      Audit audit) {
    ProfileEndpoints profile = new ProfileEndpoints(accounts, json, audit);
    EndpointRoutes routes = EndpointRoutes.ofAccount()
        .on("GET", "/v1/account/me", profile::show)
        .on("PATCH", "/v1/account/me", profile::change)
        .on("DELETE", "/v1/account/me", profile::delete)
        .on("GET", "/v1/account/providers", providers::list, "all", "limit", "after")
        .on("PUT", "/v1/account/providers", providers::put)
        .on("DELETE", "/v1/account/providers/{provider}", providers::delete, "name");
    for (String all : List.of("/v1/account/keys", "/v1/keys")) { // the second is an alias
      routes.on("GET", all, keys::list, "limit", "after", "offset")
          .on("POST", all, keys::create)
          .on("GET", all + "/{id}", keys::show)
          .on("PATCH", all + "/{id}", keys::change)
          .on("DELETE", all + "/{id}", keys::delete)
          .on("POST", all + "/{id}/rotate", keys::rotate)
          .on("GET", all + "/{id}/toollist", keys::showLists)
          .on("PUT", all + "/{id}/toollist", keys::putLists);
    }
    return routes;
  }

  @Bean
  AdminEndpoints adminEndpoints(AccountRepository accounts, KeyRepository keys, KeyJson json, KeyEndpoints keyEndpoints,
      CredentialStore credentials, Audit audit) {
    return new AdminEndpoints(accounts, keys, json, keyEndpoints, credentials, audit);
  }

  @Bean
  EndpointRoutes adminRoutes(AdminEndpoints admin) {
    return EndpointRoutes.ofOperator()
        .on("GET", "/v1/admin/accounts", admin::list, "limit", "after", "offset")
        .on("POST", "/v1/admin/accounts", admin::create)
        .on("GET", "/v1/admin/accounts/{id}", admin::show)
        .on("PATCH", "/v1/admin/accounts/{id}", admin::change)
        .on("POST", "/v1/admin/accounts/{id}/keys", admin::createKey)
        .on("POST", "/v1/admin/vault/reencrypt", admin::reencrypt)
        .andNothingElseUnder("/v1/admin");
  }

  /** Makes the step for paths that no other route takes. */
  @Bean
  Processor notFound() {
    return exchange -> {
      throw GatewayException.notFound(Inbound.of(exchange).path());
    };
  }
}
