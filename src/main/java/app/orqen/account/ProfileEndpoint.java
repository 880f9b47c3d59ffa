package app.orqen.account;

import app.orqen.audit.Audit;
import app.orqen.audit.Entry;
import app.orqen.auth.Actor;
import app.orqen.inbound.Inbound;
import app.orqen.reply.GatewayException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.camel.Exchange;

/** {@code /v1/account/me}: the caller's own account. */
final class ProfileEndpoint extends AccountEndpoint {

  private final AccountRepository accounts;
  private final Audit audit;
  private final Forget forget;
  private final Map<String, Handler> methods = new LinkedHashMap<>();

  ProfileEndpoint(AccountRepository accounts, Audit audit, Forget forget) {
    this.accounts = accounts;
    this.audit = audit;
    this.forget = forget;
    methods.put("GET", this::show);
    methods.put("DELETE", this::delete);
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

  @Override
  protected Map<String, Handler> methods() {
    return methods;
  }

  private Answer show(Exchange exchange) {
    return Answer.ok(json(accounts.find(accountId(exchange))
        .orElseThrow(() -> GatewayException.notFound(Inbound.of(exchange).path()))));
  }

  private Answer delete(Exchange exchange) {
    String id = accountId(exchange);
    // The one entry that stays: for the operator, with no more of the account than its opaque id.
    audit.record(new Entry(new Actor(Actor.of(exchange).type(), null, null), null, "account.deleted", id, null),
        () -> accounts.delete(id));
    forget.account(id);
    // Nothing more is written for it: its request log is gone too.
    Inbound.of(exchange).outcome().keyId = null;
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", id);
    json.put("deleted", true);
    return Answer.ok(json);
  }
}
