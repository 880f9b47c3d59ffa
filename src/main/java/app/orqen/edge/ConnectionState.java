package app.orqen.edge;

/** What a connection waits for, and since when. This decides which connection is closed when there are too many. */
final class ConnectionState {

  /** In the order in which they are closed. */
  enum Phase {
    /** No request has been served on it yet, and the head of the first isn't whole. */
    NEW,
    /** A request has been served on it, and it waits for the next. */
    IDLE,
    /** A request is being served. It is never closed. */
    SERVING
  }

  private volatile Phase phase = Phase.NEW;
  private volatile long since = System.nanoTime();

  Phase phase() {
    return phase;
  }

  /** Returns the moment at which the phase began, of {@link System#nanoTime()}. */
  long since() {
    return since;
  }

  void enter(Phase next) {
    phase = next;
    since = System.nanoTime();
  }
}
