package app.orqen.inbound;

/** Is told of every request at the gateway's port. The thread that serves the request calls it, so it must be quick. */
public interface RequestListener {

  /**
   * Notes a request that was answered before it came to the filters, usually because it isn't readable HTTP. Only the answer is
   * known. The other methods aren't called for it.
   */
  default void refusedUnread(String requestId, int status) {}

  /** Notes a request that arrived. Its outcome is empty. */
  default void started(Inbound inbound) {}

  /** Notes the end of a request: its answer is written or broke off. The outcome is complete. */
  void ended(Inbound inbound);
}
