package app.orqen.inbound;

/** Is told of every request at the gateway's port. Called by the thread that serves it, so must be quick. */
public interface RequestListener {

  /** A request arrived; its outcome is empty. */
  default void started(Inbound inbound) {}

  /** Its answer is written, or broke off; the outcome is complete. */
  void ended(Inbound inbound);
}
