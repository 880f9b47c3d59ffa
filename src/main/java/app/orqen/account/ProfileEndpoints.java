package app.orqen.account;

import app.orqen.audit.Audit;
import app.orqen.audit.AuditAction;
import app.orqen.audit.Entry;
import app.orqen.auth.Actor;
import app.orqen.endpoint.Answer;
import app.orqen.endpoint.EndpointCall;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The calls for the caller's own account. */
final class ProfileEndpoints {

  private static final String KEEP_TOOL_TEXTS = "keep_tool_texts";

  private final AccountRepository accounts;
  private final KeyJson json;
  private final Audit audit;

  ProfileEndpoints(AccountRepository accounts, KeyJson json, Audit audit) {
    this.accounts = accounts;
    this.json = json;
    this.audit = audit;
  }

  Answer show(EndpointCall call) {
    return Answer.ok(json.of(accounts.find(call.accountId()).orElseThrow(call::notFound)));
  }

  /** Changes what the account decides for itself. What limits it is the operator's. */
  Answer change(EndpointCall call) {
    String id = call.accountId();
    Fields fields = Fields.read(call.inbound(), Set.of(KEEP_TOOL_TEXTS));
    if (fields.has(KEEP_TOOL_TEXTS)) {
      boolean keep = fields.bool(KEEP_TOOL_TEXTS);
      audit.record(new Entry(call.actor(), id, AuditAction.ACCOUNT_CHANGED, id, fields.given()), () -> accounts.keepToolTexts(id, keep));
    }
    return show(call);
  }

  Answer delete(EndpointCall call) {
    String id = call.accountId();
    // This is the only entry that stays. It is for the operator, and has only the account's opaque id.
    audit.record(new Entry(new Actor(call.actor().type(), null, null), null, AuditAction.ACCOUNT_DELETED, id, null),
        () -> accounts.delete(id));
    call.inbound().outcome().keyDeleted();
    Map<String, Object> deleted = new LinkedHashMap<>();
    deleted.put("id", id);
    deleted.put("deleted", true);
    return Answer.ok(deleted);
  }
}
