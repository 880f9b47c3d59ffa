package app.orqen.account;

import app.orqen.auth.KnownHashes;
import app.orqen.dispatch.ApiBase;
import app.orqen.endpoint.Endpoint;
import app.orqen.inbound.Inbound;
import app.orqen.key.Principal;
import app.orqen.lookup.Remembered;
import app.orqen.provider.ProviderRegistry;
import app.orqen.reply.GatewayException;
import app.orqen.vault.CredentialStore;
import java.time.Clock;
import org.apache.camel.Processor;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.util.unit.DataSize;

@Configuration(proxyBeanMethods = false)
class AccountConfiguration {

  private final long maxBytes;

  AccountConfiguration(@Value("${orqen.max-request-bytes}") DataSize maxBytes) {
    this.maxBytes = maxBytes.toBytes();
  }

  @Bean
  KeyTable keyTable(JdbcClient jdbc, Remembered<Principal> keys, KnownHashes hashes, Clock clock) {
    return new KeyTable(jdbc, keys, hashes, clock);
  }

  @Bean
  AccountTable accountTable(JdbcClient jdbc, Remembered<Principal> keys, CredentialStore credentials, Clock clock) {
    return new AccountTable(jdbc, keys, credentials, clock);
  }

  @Bean
  Keys keyHandlers(KeyTable table, Clock clock) {
    return new Keys(table, clock);
  }

  @Bean
  Providers providerHandlers(CredentialStore store, ProviderRegistry registry, ApiBase apiBase) {
    return new Providers(store, registry, apiBase);
  }

  @Bean
  Accounts accountHandlers(AccountTable table, KeyTable keys, CredentialStore store, TransactionTemplate transaction) {
    return new Accounts(table, keys, store, transaction);
  }

  @Bean
  Endpoint accountKeys(Keys keys) {
    return Endpoint.ofAccount(maxBytes).on("GET", keys::list).on("POST", keys::create);
  }

  @Bean
  Endpoint accountKey(Keys keys) {
    return Endpoint.ofAccount(maxBytes).on("PATCH", keys::change).on("DELETE", keys::delete);
  }

  @Bean
  Endpoint accountToolList(Keys keys) {
    return Endpoint.ofAccount(maxBytes).on("GET", keys::toolLists).on("PUT", keys::storeToolLists);
  }

  @Bean
  Endpoint accountProviders(Providers providers) {
    return Endpoint.ofAccount(maxBytes).on("GET", providers::list).on("PUT", providers::put);
  }

  @Bean
  Endpoint accountProvider(Providers providers) {
    return Endpoint.ofAccount(maxBytes).on("DELETE", providers::delete);
  }

  @Bean
  Endpoint accountMe(Accounts accounts) {
    return Endpoint.ofAccount(maxBytes).on("GET", accounts::me).on("DELETE", accounts::deleteMe);
  }

  @Bean
  Endpoint adminAccounts(Accounts accounts) {
    return Endpoint.ofOperator(maxBytes).on("GET", accounts::list).on("POST", accounts::create);
  }

  @Bean
  Endpoint adminAccount(Accounts accounts) {
    return Endpoint.ofOperator(maxBytes).on("PATCH", accounts::change);
  }

  @Bean
  Endpoint adminReencrypt(Accounts accounts) {
    return Endpoint.ofOperator(maxBytes).on("POST", accounts::reencrypt);
  }

  /** The step {@code notFound}: what no other route takes. */
  @Bean
  Processor notFound() {
    return exchange -> {
      throw GatewayException.notFound(Inbound.of(exchange).path());
    };
  }
}
