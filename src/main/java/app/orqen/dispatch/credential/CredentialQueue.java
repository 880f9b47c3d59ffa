package app.orqen.dispatch.credential;

import app.orqen.provider.Provider;
import app.orqen.vault.Credential;
import app.orqen.vault.CredentialStore;
import app.orqen.vault.StoredCredential;
import java.util.List;
import org.apache.camel.Exchange;

/** The account's stored credentials that a request may still try at its target, in order. */
public final class CredentialQueue {

  private static final String VARIABLE = "orqenCredentials";

  private final Provider.Target target;
  private final CredentialStore store;
  private final List<StoredCredential> credentials;
  private int next;

  CredentialQueue(Provider.Target target, CredentialStore store, List<StoredCredential> credentials) {
    this.target = target;
    this.store = store;
    this.credentials = credentials;
  }

  void attach(Exchange exchange) {
    exchange.setVariable(VARIABLE, this);
  }

  /** Returns the queue for a target, or null when none was made for it. */
  static CredentialQueue of(Exchange exchange, Provider.Target target) {
    CredentialQueue queue = exchange.getVariable(VARIABLE, CredentialQueue.class);
    return queue == null || queue.target != target ? null : queue;
  }

  /** Returns whether there is a stored credential that the request has not tried at a target. */
  public static boolean hasNext(Exchange exchange, Provider.Target target) {
    CredentialQueue queue = of(exchange, target);
    return queue != null && queue.next < queue.credentials.size();
  }

  boolean isEmpty() {
    return credentials.isEmpty();
  }

  /**
   * Decrypts the next credential. Those that other requests are trying at the moment, and those that can't be decrypted, are left out
   * while there are others.
   *
   * @throws CredentialStore.UndecryptableException when only such ones are left
   */
  Credential next() {
    while (true) {
      StoredCredential stored = credentials.get(next++);
      boolean last = next == credentials.size();
      if (!stored.health().take() && !last) {
        continue;
      }
      try {
        return store.open(stored);
      } catch (CredentialStore.UndecryptableException e) {
        if (last) {
          throw e;
        }
      }
    }
  }
}
