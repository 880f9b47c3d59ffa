package app.orqen.start;

import app.orqen.account.AccountRepository;
import app.orqen.account.KeyRepository;
import app.orqen.account.NewKey;
import app.orqen.audit.Audit;
import app.orqen.audit.AuditAction;
import app.orqen.audit.Entry;
import app.orqen.auth.Actor;
import app.orqen.json.CharacterPlace;
import app.orqen.key.ApiKey;
import app.orqen.secret.Secret;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.web.context.WebServerApplicationContext;
import org.springframework.context.event.EventListener;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.transaction.support.TransactionOperations;

/**
 * The first start: makes the first account and its key, before the port takes requests. The key is either the operator's,
 * for automated set-ups, or made here and printed once: when the gateway serves, or at the end of a start that fails.
 */
final class Bootstrap implements DisposableBean {

  private static final Logger LOG = LoggerFactory.getLogger(Bootstrap.class);
  private static final int RATE_LIMIT = 60;
  private static final String HEX_DIGITS = "0123456789abcdef";

  private final AccountRepository accounts;
  private final KeyRepository keys;
  private final Audit audit;
  private final TransactionOperations transaction;
  private Secret toPrint;

  Bootstrap(AccountRepository accounts, KeyRepository keys, Audit audit, TransactionOperations transaction, String givenKey) {
    this.transaction = transaction;
    this.accounts = accounts;
    this.keys = keys;
    this.audit = audit;
    if (givenKey.isBlank()) {
      makeFirstAccount();
    } else {
      provideGivenKey(givenKey.trim());
    }
  }

  private void makeFirstAccount() {
    if (accounts.isEmpty() && makeAccount()) {
      Secret key = ApiKey.generate();
      insert(AccountRepository.FIRST, "first-key", key);
      toPrint = key;
    }
  }

  /** Returns what is wrong with a given key, without showing it. */
  private static String wrong(String key) {
    if (!key.startsWith(ApiKey.PREFIX)) {
      return "; it begins with something else";
    }
    String place = CharacterPlace.first("0".repeat(ApiKey.PREFIX.length()) + key.substring(ApiKey.PREFIX.length()),
        character -> HEX_DIGITS.indexOf(character) < 0);
    return place.isEmpty() ? "; it has " + (key.length() - ApiKey.PREFIX.length()) + " digits" : place;
  }

  private void provideGivenKey(String key) {
    if (!ApiKey.isWellFormed(key)) {
      throw new IllegalArgumentException("ORQEN_BOOTSTRAP_KEY must be sk-orq- and 64 lower-case hex digits" + wrong(key));
    }
    String hash = ApiKey.hash(key);
    try {
      if (keys.exists(hash)) {
        remember(hash);
        return;
      }
      if (keys.wasGiven(hash)) {
        LOG.warn("ORQEN_BOOTSTRAP_KEY was a key before, and was rotated or deleted. It is not made a key again. Give another one if you need a key.");
        return;
      }
      if (accounts.isEmpty()) {
        makeAccount();
      }
      insert(accounts.oldest(), "bootstrap-key", Secret.of(key));
      remember(hash);
    } catch (DuplicateKeyException e) {
      // Another process that started at the same moment has made it.
    }
  }

  private void remember(String hash) {
    transaction.executeWithoutResult(status -> keys.given(hash));
  }

  private void insert(String account, String name, Secret key) {
    audit.record(() -> keys.insert(account, NewKey.named(name, RATE_LIMIT), key),
        id -> new Entry(Actor.GATEWAY, account, AuditAction.KEY_CREATED, id, Map.of("name", name)));
  }

  /** Makes the first account. Returns false when another process that started at the same moment was first. */
  private boolean makeAccount() {
    try {
      String id = AccountRepository.FIRST;
      audit.record(() -> accounts.insert(id, "default"),
          made -> new Entry(Actor.GATEWAY, id, AuditAction.ACCOUNT_CREATED, id, Map.of("name", made.name())));
      return true;
    } catch (DuplicateKeyException e) {
      return false;
    }
  }

  /** Prints a key that the start has made before it failed, as on a port that is taken. No later start could print it. */
  @Override
  public void destroy() {
    if (toPrint != null) {
      System.out.printf("%nOrqen key (shown once): %s%nThe gateway did not start, for the reason below. The key works as soon as it does.%n%n",
          toPrint.reveal());
      toPrint = null;
    }
  }

  @EventListener
  void print(ApplicationReadyEvent event) {
    if (toPrint == null || !(event.getApplicationContext() instanceof WebServerApplicationContext web)) {
      return;
    }
    String key = toPrint.reveal();
    toPrint = null;
    List<String> addresses = Addresses.of(web.getWebServer());
    String address = addresses.isEmpty() ? "http://localhost:" + web.getWebServer().getPort() : addresses.get(0);
    System.out.printf("%nOrqen key (shown once): %s%n%n"
        + "curl %s/v1/chat/completions -H 'Authorization: Bearer %s' -H 'Content-Type: application/json' "
        + "-d '{\"model\":\"echo/hello\",\"messages\":[{\"role\":\"user\",\"content\":\"Hello, Orqen\"}]}'%n%n",
        key, address, key);
  }
}
