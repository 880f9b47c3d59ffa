package app.orqen.audit;

/** The kinds of changes that the audit log records. */
public enum AuditAction {

  ACCOUNT_CREATED("account.created"),
  ACCOUNT_CHANGED("account.changed"),
  ACCOUNT_DELETED("account.deleted"),
  KEY_CREATED("key.created"),
  KEY_CHANGED("key.changed"),
  KEY_ROTATED("key.rotated"),
  KEY_REVOKED("key.revoked"),
  KEY_TOOLLIST_CHANGED("key.toollist_changed"),
  PROVIDER_STORED("provider.stored"),
  PROVIDER_REMOVED("provider.removed"),
  ROUTING_PREFERENCES_CHANGED("routing.preferences_changed"),
  ROUTING_MODEL_SWITCHED("routing.model_switched"),
  VAULT_REENCRYPTED("vault.reencrypted"),
  BUDGET_WARNING("budget.warning"),
  BUDGET_EXHAUSTED("budget.exhausted");

  private final String code;

  AuditAction(String code) {
    this.code = code;
  }

  /** Returns the action as entries and callers write it, such as {@code key.created}. */
  public String code() {
    return code;
  }
}
