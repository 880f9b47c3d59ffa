package app.orqen.inbound;

/** Is told of every request at the gateway's port. Called by the thread that serves it, so must be quick. */
public interface RequestListener {

  /**
   * A request was answered before it came to the filters, as a rule because it is no HTTP that can be read: nothing of it
   * can be told but the answer. Comes alone, without the others.
   */
  default void refusedUnread(String requestId, int status) {}

  /** A request arrived; its outcome is empty. */
  default void started(Inbound inbound) {}

  /** Its answer is written, or broke off; the outcome is complete. */
  void ended(Inbound inbound);
}
