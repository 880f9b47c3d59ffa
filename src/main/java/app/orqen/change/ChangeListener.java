package app.orqen.change;

/** Something that keeps rows of the database in memory. It is called outside of requests, and must neither query nor throw. */
public interface ChangeListener {

  /** Forgets what this change made old, if anything of it is kept here. */
  void changed(Change change);

  /** Forgets everything, since changes may have been missed. */
  void missed();
}
