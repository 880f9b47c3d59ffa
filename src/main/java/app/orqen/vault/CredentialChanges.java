package app.orqen.vault;

import app.orqen.change.Change;
import app.orqen.change.ChangeListener;
import app.orqen.lookup.Remembered;

/** Makes a changed credential take effect from the next request on. */
record CredentialChanges(Remembered<CredentialStore.Held> credentials) implements ChangeListener {

  @Override
  public void changed(Change change) {
    switch (change.kind()) {
      case CREDENTIAL -> credentials.forget(change.subject());
      case ACCOUNT -> credentials.forgetIf(held -> held.accountId().equals(change.subject()));
      case ALL_CREDENTIALS -> credentials.forgetAll();
      default -> { }
    }
  }

  @Override
  public void missed() {
    credentials.forgetAll();
  }
}
