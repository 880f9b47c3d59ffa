package app.orqen.start;

import app.orqen.account.AccountTable;
import app.orqen.account.KeyTable;
import app.orqen.key.ApiKey;
import app.orqen.secret.Secret;
import java.io.PrintStream;
import java.util.Optional;
import org.springframework.boot.web.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Makes the first account and its key before the port opens. A key that was made is printed at once: should the start
 * fail later, it would otherwise be lost.
 */
final class Bootstrap implements ApplicationListener<WebServerInitializedEvent> {

  /** Always the same, so that of two processes that start at once only one makes it. */
  private static final String FIRST_ACCOUNT = "acc_default";

  private final AccountTable accounts;
  private final KeyTable keys;
  private final TransactionTemplate transaction;
  private final PrintStream out;
  private Secret printed;

  Bootstrap(AccountTable accounts, KeyTable keys, TransactionTemplate transaction, PrintStream out) {
    this.accounts = accounts;
    this.keys = keys;
    this.transaction = transaction;
    this.out = out;
  }

  /**
   * Does it.
   *
   * @param given the key to use; blank: one is made for the first account
   * @throws IllegalArgumentException when what is given is no key, without showing it
   */
  void run(String given) {
    if (!given.isBlank() && !ApiKey.isWellFormed(given)) {
      throw new IllegalArgumentException(
          "ORQEN_BOOTSTRAP_KEY is no Orqen key: it must be sk-orq- and 64 lower-case hex digits.");
    }
    Optional<String> first = accounts.first();
    if (first.isEmpty()) {
      Secret key = given.isBlank() ? ApiKey.generate() : Secret.of(given);
      if (makeFirst(key)) {
        print(given.isBlank() ? key : null);
        return;
      }
      first = accounts.first();
    }
    if (!given.isBlank() && first.isPresent()) {
      addTo(first.get(), Secret.of(given));
    }
  }

  private boolean makeFirst(Secret key) {
    try {
      transaction.executeWithoutResult(status -> {
        accounts.create(FIRST_ACCOUNT, "default");
        keys.create(FIRST_ACCOUNT, "default", key);
      });
      return true;
    } catch (DuplicateKeyException e) {
      return false;
    }
  }

  private void addTo(String accountId, Secret key) {
    try {
      keys.create(accountId, "bootstrap", key);
    } catch (DuplicateKeyException e) {
      // It is there already, as after every start but the first.
    }
  }

  private void print(Secret key) {
    if (key != null) {
      out.println("Orqen key (shown once): " + key.reveal());
      printed = key;
    }
  }

  @Override
  public void onApplicationEvent(WebServerInitializedEvent event) {
    if (printed == null || event.getApplicationContext().getServerNamespace() != null) {
      return;
    }
    out.println("Try it:\n  curl http://localhost:" + event.getWebServer().getPort() + "/v1/chat/completions"
        + " -H 'Authorization: Bearer " + printed.reveal() + "' -H 'Content-Type: application/json'"
        + " -d '{\"model\":\"echo/hello\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}'");
    printed = null;
  }
}
