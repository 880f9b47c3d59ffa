package app.orqen.prune;

import app.orqen.toolhealth.ToolHealth;
import app.orqen.tools.ToolPruner;

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

  void called(String tool) {
    health.called(accountId, tool);
  }

  /** Notes that the model asked for a tool that was left out, or called it although it could ask. */
  void recovered(String tool) {
    health.recovered(accountId, tool);
  }

  /** Notes the call of a tool that was left out, or would have been in shadow mode, when the model couldn't ask for it. */
  void missed(String tool) {
    pruner.missed(accountId, tool);
    health.missed(accountId, tool);
  }
}
