package app.orqen.auto;

import app.orqen.change.Change;
import app.orqen.change.ChangeListener;
import app.orqen.lookup.Remembered;
import java.util.function.Supplier;

/**
 * Makes another preference, switch or credential of an account take effect from the next request on.
 *
 * @param remembered what is remembered, which needs the changes itself and so comes after this
 */
record ChoiceChanges(Supplier<Remembered<Choice>> remembered) implements ChangeListener {

  @Override
  public void changed(Change change) {
    Remembered<Choice> choices = remembered.get();
    switch (change.kind()) {
      case ACCOUNT -> choices.forget(change.subject());
      case CREDENTIAL -> choices.forget(change.subject().lines().findFirst().orElse(""));
      case ALL_CREDENTIALS -> choices.forgetAll();
      default -> { }
    }
  }

  @Override
  public void missed() {
    remembered.get().forgetAll();
  }
}
