package app.orqen.account;

import app.orqen.endpoint.Answer;
import app.orqen.endpoint.Call;
import app.orqen.endpoint.Cursor;
import app.orqen.endpoint.JsonBody;
import app.orqen.endpoint.Page;
import app.orqen.key.ApiKey;
import app.orqen.secret.Secret;
import app.orqen.vault.CredentialStore;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.transaction.support.TransactionTemplate;

/** What the endpoints of accounts do: the caller's own, and the operator's. */
final class Accounts {

  private final AccountTable table;
  private final KeyTable keys;
  private final CredentialStore credentials;
  private final TransactionTemplate transaction;

  Accounts(AccountTable table, KeyTable keys, CredentialStore credentials, TransactionTemplate transaction) {
    this.table = table;
    this.keys = keys;
    this.credentials = credentials;
    this.transaction = transaction;
  }

  Answer me(Call call) {
    return Answer.ok(table.find(call.accountId()).orElseThrow(call::notFound).view());
  }

  Answer deleteMe(Call call) {
    String id = call.accountId();
    if (!table.delete(id)) {
      throw call.notFound();
    }
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("id", id);
    body.put("deleted", true);
    return Answer.ok(body);
  }

  Answer create(Call call) {
    String name = call.body("name").name("name", Keys.LONGEST_NAME);
    Secret key = ApiKey.generate();
    String id = transaction.execute(status -> {
      String account = table.create(name);
      keys.create(account, "default", key);
      return account;
    });
    Map<String, Object> view = table.find(id).orElseThrow(call::notFound).view();
    view.put("key", key.reveal());
    return Answer.created(view);
  }

  Answer list(Call call) {
    int limit = call.query().limit();
    return Page.of(table.list(call.query().after(), limit + 1), limit,
        row -> new Cursor(row.createdAt(), row.id()), AccountTable.Row::view);
  }

  Answer change(Call call) {
    JsonBody body = call.body("name", "active");
    String name = body.has("name") ? body.name("name", Keys.LONGEST_NAME) : null;
    Boolean active = body.has("active") ? Boolean.valueOf(body.bool("active")) : null;
    AccountTable.Row old = table.find(call.path("id")).orElseThrow(call::notFound);
    AccountTable.Row changed = new AccountTable.Row(old.id(), name == null ? old.name() : name,
        active == null ? old.active() : active, old.createdAt());
    table.update(changed);
    return Answer.ok(changed.view());
  }

  Answer reencrypt(Call call) {
    CredentialStore.Reencryption done = credentials.reencrypt();
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("reencrypted", done.reencrypted());
    body.put("undecryptable", done.undecryptable());
    return Answer.ok(body);
  }
}
