package app.orqen.prune;

import app.orqen.toolhealth.ToolHealth;
import app.orqen.tools.ToolPruner;
import java.util.Collection;

/** Remembers for an account which tools the model called. */
final class CalledTools {

  private final String accountId;
  private final ToolPruner pruner;
  private final ToolHealth health;

  CalledTools(String accountId, ToolPruner pruner, ToolHealth health) {
    this.accountId = accountId;
    this.pruner = pruner;
    this.health = health;
  }

  /**
   * Notes a call.
   *
   * @param earlier the tools that the conversation called before; null where that isn't known
   */
  void called(String tool, Collection<String> earlier) {
    if (earlier != null) {
      pruner.called(accountId, tool, earlier);
    }
    health.called(accountId, tool);
  }

  /** Notes that the model asked for a tool that was left out, or called it although it could ask. */
  void recovered(String tool) {
    health.recovered(accountId, tool);
  }

  /**
   * Notes the call of a tool that was left out, or would have been in shadow mode, when the model couldn't ask for it, or when the
   * provider refused the call.
   */
  void missed(String tool) {
    health.missed(accountId, tool);
  }
}
