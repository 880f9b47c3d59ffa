package app.orqen.store;

import org.springframework.boot.autoconfigure.jdbc.JdbcConnectionDetails;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@Configuration(proxyBeanMethods = false)
class StoreConfiguration {

  /** For changes that somebody is told of: they are on the disk when it returns. */
  @Bean
  TransactionTemplate transaction(PlatformTransactionManager transactions, JdbcOperations jdbc, JdbcConnectionDetails database) {
    return DatabaseKind.of(database.getJdbcUrl()) == DatabaseKind.H2
        ? new DurableTransaction(transactions, jdbc)
        : new TransactionTemplate(transactions);
  }
}
