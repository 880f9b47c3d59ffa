package app.orqen.audit;

import app.orqen.auth.Actor;

/**
 * One thing that was done.
 *
 * @param accountId whose it is, so that it goes with the account; null when it is nobody's
 * @param action what was done, such as {@code key.created}
 * @param target what it was done to: an id, or a provider's name; null when there is nothing to name
 * @param changes what was set, to be written as JSON; never a secret; null when there is nothing to tell
 */
public record Entry(Actor by, String accountId, String action, String target, Object changes) {

  /** Something that a key's holder did to the own account. */
  public static Entry own(Actor by, String action, String target, Object changes) {
    return new Entry(by, by.accountId(), action, target, changes);
  }
}
