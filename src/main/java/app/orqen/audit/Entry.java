package app.orqen.audit;

import app.orqen.auth.Actor;

/**
 * One change that was made.
 *
 * @param accountId the account that it belongs to and is deleted with; null when it belongs to no account
 * @param target what was changed: an id or a provider's name, or null
 * @param changes the values that were set, to be written as JSON, or null; never a secret
 */
public record Entry(Actor by, String accountId, AuditAction action, String target, Object changes) {

  /** Returns the entry of a change that a key's holder made to the key's account. */
  public static Entry own(Actor by, AuditAction action, String target, Object changes) {
    return new Entry(by, by.accountId(), action, target, changes);
  }
}
