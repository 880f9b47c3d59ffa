package app.orqen.account;

import app.orqen.audit.Audit;
import app.orqen.audit.Entry;
import app.orqen.auth.Actor;
import app.orqen.endpoint.Answer;
import app.orqen.endpoint.Call;
import app.orqen.endpoint.Times;
import java.util.LinkedHashMap;
import java.util.Map;

/** The calls for the caller's own account. */
final class ProfileEndpoints {

  private final AccountRepository accounts;
  private final Audit audit;

  ProfileEndpoints(AccountRepository accounts, Audit audit) {
    this.accounts = accounts;
    this.audit = audit;
  }

  static Map<String, Object> json(AccountRepository.Account account) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", account.id());
    json.put("object", "account");
    json.put("name", account.name());
    json.put("active", account.active());
    json.put("created_at", Times.json(account.createdAt()));
    return json;
  }

  Answer show(Call call) {
    return Answer.ok(json(accounts.find(call.accountId()).orElseThrow(call::notFound)));
  }

  Answer delete(Call call) {
    String id = call.accountId();
    // This is the only entry that stays. It is for the operator, and has only the account's opaque id.
    audit.record(new Entry(new Actor(call.actor().type(), null, null), null, "account.deleted", id, null),
        () -> accounts.delete(id));
    call.inbound().outcome().keyDeleted();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", id);
    json.put("deleted", true);
    return Answer.ok(json);
  }
}
