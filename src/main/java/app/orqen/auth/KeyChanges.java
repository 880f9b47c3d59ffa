package app.orqen.auth;

import app.orqen.change.Change;
import app.orqen.change.ChangeListener;
import app.orqen.key.Principal;
import app.orqen.lookup.Remembered;

/** Makes a new or changed key, and a changed account, take effect with the next request. */
record KeyChanges(Remembered<Principal> keys, KnownHashes hashes) implements ChangeListener {

  @Override
  public void changed(Change change) {
    switch (change.kind()) {
      case KEY -> {
        hashes.add(change.subject());
        keys.forget(change.subject());
      }
      case ACCOUNT -> keys.forgetIf(principal -> principal.accountId().equals(change.subject()));
      default -> { }
    }
  }

  @Override
  public void missed() {
    keys.forgetAll();
    hashes.forget();
  }
}
