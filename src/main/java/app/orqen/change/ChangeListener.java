package app.orqen.change;

/** Who keeps rows of the database in memory. Called beside requests; must not query and not throw. */
public interface ChangeListener {

  /** Forget what this change made old, if it is yours. */
  void changed(Change change);

  /** Forget everything: changes may have been missed. */
  void missed();
}
